import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/** Working time and its versions; services, who holds their functions, and what was agreed about them. */
export class Catalogue1795300000003 implements MigrationInterface {
  name = 'Catalogue1795300000003';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table service_hours (
        id uuid primary key,
        institution_id uuid not null references institution,
        name text not null,
        unique (institution_id, name)
      );
      -- a version never changes; the holiday dates it closes are stored in it
      create table service_hours_version (
        id uuid primary key,
        service_hours_id uuid not null references service_hours,
        institution_id uuid not null references institution,
        number integer not null,
        time_zone text not null,
        weekly jsonb not null,
        holiday_region text,
        holidays jsonb not null,
        closures jsonb not null,
        effective_from timestamptz(3) not null,
        recorded_at timestamptz(3) not null,
        unique (service_hours_id, number)
      );
      alter table site add column service_hours_id uuid references service_hours;

      create table service (
        id uuid primary key,
        code text not null unique,
        name text not null,
        users integer,
        tenants integer,
        lead_provider_id uuid not null references institution
      );
      create table component (
        id uuid primary key,
        service_id uuid not null references service,
        code text not null,
        unique (service_id, code)
      );
      create table responsibility (
        id uuid primary key,
        service_id uuid not null references service,
        "function" text not null,
        position integer not null,
        institution_id uuid references institution,
        external_name text,
        external_address text,
        unique (service_id, "function", position),
        check ((institution_id is null) <> (external_name is null))
      );
      create index responsibility_institution on responsibility (institution_id, service_id);

      create table agreement (
        id uuid primary key,
        institution_id uuid not null references institution,
        service_id uuid not null references service,
        lead_provider_id uuid not null references institution,
        status text not null check (status in ('pilot', 'in_force', 'notice', 'ended')),
        starts_on date not null,
        ends_on date,
        unique (institution_id, service_id, starts_on)
      );
      create index agreement_service on agreement (service_id, institution_id);
      create table agreement_version (
        id uuid primary key,
        agreement_id uuid not null references agreement,
        number integer not null,
        service_hours_id uuid not null references service_hours,
        targets jsonb not null,
        warnings jsonb not null,
        also_pauses text[] not null,
        maintenance jsonb not null,
        effective_from timestamptz(3) not null,
        recorded_at timestamptz(3) not null,
        unique (agreement_id, number)
      );
      create table institution_targets (
        id uuid primary key,
        institution_id uuid not null references institution,
        number integer not null,
        targets jsonb not null,
        warnings jsonb not null,
        also_pauses text[] not null,
        effective_from timestamptz(3) not null,
        recorded_at timestamptz(3) not null,
        unique (institution_id, number)
      );
    `);
    for (const table of [
      'service_hours',
      'service_hours_version',
      'service',
      'component',
      'responsibility',
      'agreement',
      'agreement_version',
      'institution_targets',
    ]) {
      await closeTable(q, table, { ownerKeeps: true });
    }
    await q.query(`
      grant select on service, component, responsibility, service_hours, service_hours_version,
        agreement, agreement_version, institution_targets to guichet_api, guichet_worker;
      create policy known_to_the_signed_in on service for select to guichet_api, guichet_worker using ((select app_scope()) is not null);
      create policy known_to_the_signed_in on component for select to guichet_api, guichet_worker using ((select app_scope()) is not null);
      create policy known_to_the_signed_in on responsibility for select to guichet_api, guichet_worker using ((select app_scope()) is not null);

      -- an agreement is seen by its two sides and by those who hold a function of its service
      create policy both_sides on agreement for select to guichet_api, guichet_worker using (
        (select app_scope()) = 'staff' and (
          institution_id = (select app_institution())
          or lead_provider_id = (select app_institution())
          or service_id in (select r.service_id from responsibility r where r.institution_id = (select app_institution()))));
      create policy with_its_agreement on agreement_version for select to guichet_api, guichet_worker
        using (agreement_id in (select a.id from agreement a));
      -- hours are seen at home and where an agreement uses them
      create policy home_or_agreed on service_hours for select to guichet_api, guichet_worker using (
        (select app_scope()) = 'staff' and (
          institution_id = (select app_institution()) or id in (select v.service_hours_id from agreement_version v)));
      create policy home_or_agreed on service_hours_version for select to guichet_api, guichet_worker using (
        (select app_scope()) = 'staff' and (
          institution_id = (select app_institution()) or service_hours_id in (select v.service_hours_id from agreement_version v)));
      create policy own_institution on institution_targets for select to guichet_api, guichet_worker
        using (institution_id = (select app_institution()) and (select app_scope()) = 'staff');
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop table institution_targets, agreement_version, agreement, responsibility, component, service cascade;
      alter table site drop column service_hours_id;
      drop table service_hours_version, service_hours cascade;
    `);
  }
}
