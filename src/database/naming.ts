import { DefaultNamingStrategy, type Table } from 'typeorm';

/** PostgreSQL cuts longer names off; it does so silently. */
const LONGEST_NAME = 63;

/**
 * What TypeORM calls columns and constraints: the names that PostgreSQL gives when a migration gives none, so that an
 * entity has to repeat neither. `dueAt` is the column `due_at`; `ticket.siteId` refers by `ticket_site_id_fkey`. Checks
 * and indexes are named where they are declared.
 */
export class PostgresNames extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? property.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  }

  override primaryKeyName(table: Table | string): string {
    return this.constraint(table, [], 'pkey');
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return this.constraint(table, columns, 'key');
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return this.constraint(table, columns, 'fkey');
  }

  private constraint(table: Table | string, columns: string[], suffix: string): string {
    const name = [this.getTableName(table), ...columns, suffix].join('_');
    if (name.length > LONGEST_NAME) throw new Error(`${name} is too long for PostgreSQL: name it in the migration`);
    return name;
  }
}
