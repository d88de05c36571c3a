package io.vaultik.core.internal.catalog;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process that holds the write lock of a file until its input ends. */
final class CatalogHolder {
    private CatalogHolder() {}

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                Statement statement = connection.createStatement()) {
            if (!args[1].isEmpty()) {
                statement.execute(args[1]);
            }
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("UPDATE meta SET damage = damage");
            System.out.println("held");
            while (System.in.read() >= 0) {
                // Only the end matters.
            }
        }
    }
}
