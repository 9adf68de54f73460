-- As a superuser of the server: the owner and its database, once. Passwords come from the environment, never as arguments.
\set ON_ERROR_STOP on
\getenv password GUICHET_OWNER_PASSWORD
select 'create role guichet_owner login nosuperuser nobypassrls nocreatedb nocreaterole'
 where not exists (select 1 from pg_roles where rolname = 'guichet_owner') \gexec
alter role guichet_owner password :'password';
select 'create database guichet owner guichet_owner'
 where not exists (select 1 from pg_database where datname = 'guichet') \gexec
