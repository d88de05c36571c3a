/*
 * Collection in the content store, where an object's name is the digest of its plaintext: a name that was deleted is put
 * again, a manifest id too, and nothing in a manifest can name a session. Manifest 0 = {0}, manifest 1 = {0, 1}.
 * One storage call = one atomic step. A process that is not scheduled any more has crashed or sleeps.
 *
 * Switches: NP pushers (pusher p pushes manifest P1M / P2M), PN pushes of each, NM maintainers, MR runs, DELS deletions of manifests,
 *   NG highest state, DRAFT "the repository's rules": condemned = absent (is put again), maintainers sweep M1..M5 as drafted
 *   MUT_OLDM  pusher does not look for older maintainers   MUT_NOWAIT pusher puts doomed names   MUT_NORESCUE condemned names are just used
 *   MUT_FOREIGN pusher 2 is a foreign client (snapdir): no session, no gc state
 */
#ifndef NG
#define NG 4
#endif
#ifndef NP
#define NP 1
#endif
#ifndef PN
#define PN 1
#endif
#ifndef P1M
#define P1M 0
#endif
#ifndef P2M
#define P2M 1
#endif
#ifndef NM
#define NM 2
#endif
#ifndef MR
#define MR 2
#endif
#ifndef DELS
#define DELS 1
#endif
#define BIT(x) (1<<(x))
#define NAMES(i) ((i) == 0 -> 1 : 3)

byte st = 3; bool mf[2];
byte top = 0; byte C[NG+1]; byte D[NG+1];
bool px[3]; byte pn[3]; bool mx[3]; byte mn[3];
bool started; byte x;      /* x: scratch, 0 between steps */
inline inv() { assert(!(mf[0] && !(st & 1))); assert(!(mf[1] && (3 & ~st))) }

proctype Push(byte p; byte i; byte left)
{
  byte g; byte need; byte b; byte old;
 again: skip;
  atomic {
    if :: left == 0 -> goto done :: left > 0 -> left-- fi;
    need = NAMES(i);
#ifdef MUT_FOREIGN
    if :: p == 2 -> goto foreign :: p != 2 fi;
#endif
    d_step { px[p] = 1; pn[p] = 0; printf("P%d: put its session (number 0)\n", p) } };
  d_step { g = top; printf("P%d: newest state %d: condemned %d, doomed %d\n", p, g, C[g], D[g]) };
  d_step { pn[p] = g; printf("P%d: put its session (number %d)\n", p, g) };
 look: skip;
#ifndef DRAFT
#ifndef MUT_OLDM
  b = 1; old = 0;
  do                                                /* an open maintainer may still delete what was doomed since its number */
  :: b < 3 -> d_step {
       if
       :: mx[b] && mn[b] < g -> x = mn[b];
          do
          :: x < g -> old = old | D[x]; x++
          :: else -> break
          od; x = 0
       :: else
       fi; b++ }
  :: b == 3 -> break
  od; skip;
  if
  :: old & need -> printf("P%d: something was doomed, and a maintainer of that time is open: gives up\n", p); goto end
  :: !(old & need) -> old = 0; b = 0
  fi;
#endif
  if
  :: D[g] & need ->
#ifdef MUT_NOWAIT
     skip
#else
     printf("P%d: needs something doomed: gives up\n", p); goto end
#endif
#ifndef MUT_NORESCUE
  :: !(D[g] & need) && (C[g] & need) ->
     atomic {
       if :: g >= NG -> goto end :: g < NG fi;
       d_step {
         if :: top == g -> C[g+1] = C[g] & ~need; D[g+1] = D[g]; top = g+1; printf("P%d: CREATE state %d: condemned %d (rescue), doomed %d\n", p, g+1, C[g+1], D[g+1])
            :: else -> printf("P%d: CREATE lost\n", p)
         fi } };
     d_step { g = top; printf("P%d: newest state %d: condemned %d, doomed %d\n", p, g, C[g], D[g]) };
     d_step { pn[p] = g; printf("P%d: put its session (number %d)\n", p, g) };
     goto look
  :: !((D[g] | C[g]) & need)
#else
  :: !(D[g] & need)
#endif
  fi;
#endif
#ifdef MUT_FOREIGN
 foreign: skip;
#endif
  if
  :: atomic { mf[i] -> printf("P%d: manifest %d is there: done\n", p, i); goto end }
  :: atomic { !mf[i] -> printf("P%d: manifest %d is not there\n", p, i) }
  fi;
  b = 0;
  do
  :: b < 2 && (need & BIT(b)) ->
     if
     :: atomic { (st & BIT(b)) -> printf("P%d: object %d is there\n", p, b);
#ifdef DRAFT
          if :: C[g] & BIT(b) -> d_step { st = st | BIT(b); printf("P%d: but condemned: puts it again\n", p) } :: else fi
#endif
        }
     :: atomic { !(st & BIT(b)) -> printf("P%d: object %d is not there\n", p, b) };
        d_step { st = st | BIT(b); printf("P%d: put object %d\n", p, b) };
        if
        :: d_step { st = st | BIT(b); printf("P%d: (had no answer) puts object %d again\n", p, b) }
        :: true
        fi
     fi; b++
  :: b < 2 && !(need & BIT(b)) -> b++
  :: b == 2 -> break
  od; skip;
 commit: skip;
  d_step { mf[i] = 1; printf("P%d: put manifest %d\n", p, i); inv() };
  if :: printf("P%d: (had no answer) puts manifest %d again\n", p, i); d_step { mf[i] = 1; inv() } :: true fi;
 end: skip;
  d_step { px[p] = 0; pn[p] = 0; printf("P%d: delete its session\n", p); b = 0; need = 0; g = 0; old = 0 };
  goto again;
 done: skip
}

proctype Maint(byte m; byte runs)
{
  byte n; byte c; byte d; byte l; byte named; byte i; byte blocked;
 again: skip;
  atomic {
    if :: runs == 0 -> goto done :: runs > 0 && (m == 1 || started) -> runs-- fi;
    d_step { started = 1; mx[m] = 1; mn[m] = 0; printf("M%d: put its session (number 0)\n", m) } };
  d_step { n = top; c = C[n]; d = D[n]; printf("M%d: newest state %d: condemned %d, doomed %d\n", m, n, c, d) };
  d_step { mn[m] = n };
 step: skip;
  i = 0;
  do
  :: i < 2 && (d & BIT(i)) -> d_step { st = st & ~BIT(i); printf("M%d: delete object %d (doomed in state %d)\n", m, i, n); inv(); i++ }
  :: i < 2 && !(d & BIT(i)) -> i++
  :: i == 2 -> break
  od; skip;
  /* DROP: whoever deleted all that is doomed may say so in a state of its own that condemns the same, at any time */
#ifdef DROP
  if
  :: d != 0 && n < NG ->
     atomic {
     d_step {
       if
       :: top == n -> n = n+1; C[n] = c; D[n] = 0; d = 0; top = n; blocked = 0; printf("M%d: CREATE state %d: condemned %d, nothing doomed (drop)\n", m, n, c)
       :: else -> blocked = 1; printf("M%d: CREATE state %d lost (drop)\n", m, n+1)
       fi; i = 0 };
     if :: blocked -> goto end :: !blocked -> goto end :: !blocked && c != 0 -> goto step fi }
  :: true
  fi;
#endif
  d_step { l = st; i = 1; blocked = 0 };
  do
  :: i < 3 && c != 0 -> d_step { if :: px[i] && pn[i] < n -> blocked = i :: else fi; i++ }
  :: i == 3 || c == 0 -> break
  od; skip;
  if :: blocked != 0 -> printf("M%d: blocked by P%d\n", m, blocked); goto end :: blocked == 0 fi;
  i = 0; named = 0;
  do
  :: i < 2 -> d_step { if :: mf[i] -> named = named | NAMES(i) :: else fi; i++ }
  :: i == 2 -> break
  od; skip;
  printf("M%d: has read the manifests: named %d\n", m, named);
#ifdef DRAFT
  i = 0;
  do
  :: i < 2 && (c & ~named & BIT(i)) -> d_step { st = st & ~BIT(i); printf("M%d: delete object %d\n", m, i); inv(); i++ }
  :: i < 2 && !(c & ~named & BIT(i)) -> i++
  :: i == 2 -> break
  od; skip;
#endif
  atomic {
    l = l & ~named & ~c & ~d;
    if
    :: n >= NG -> goto end
    :: n < NG && c == 0 && l == 0 -> goto end
    :: n < NG && c == 0 && l == 0 && d != 0
    :: n < NG && (c != 0 || l != 0)
    fi;
    d_step {
      i = 0;
      if
      :: top == n ->
         n = n+1; C[n] = l; D[n] = c & ~named; c = C[n]; d = D[n]; top = n; blocked = 0;
#ifdef DRAFT
         d = 0; D[n] = 0;
#endif
         printf("M%d: CREATE state %d: condemned %d, doomed %d\n", m, n, c, d)
      :: else -> blocked = 1; printf("M%d: CREATE state %d lost\n", m, n+1)
      fi; l = 0; named = 0 };
    if :: blocked -> goto end :: !blocked -> goto step :: !blocked -> goto end fi
  };
 end: skip;
  d_step { mx[m] = 0; mn[m] = 0; n = 0; c = 0; d = 0; l = 0; named = 0; i = 0; blocked = 0; printf("M%d: delete its session\n", m) };
  goto again;
 done: skip
}

proctype Deleter(byte k)
{
  do
  :: k > 0 -> d_step { mf[0] -> mf[0] = 0; k--; printf("D: delete manifest 0\n") }
  :: k > 0 -> d_step { mf[1] -> mf[1] = 0; k--; printf("D: delete manifest 1\n") }
  :: k == 0 -> break
  od
}

init {
  atomic {
    mf[0] = 1; mf[1] = 1;
    run Maint(1, MR);
    if :: NM > 1 -> run Maint(2, MR) :: else fi;
    run Push(1, P1M, PN);
    if :: NP > 1 -> run Push(2, P2M, PN) :: else fi;
    run Deleter(DELS)
  }
}
