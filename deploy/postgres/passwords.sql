-- After what `database prepare` prints, which leaves passwords to be chosen: those from the environment.
\set ON_ERROR_STOP on
\getenv api GUICHET_API_PASSWORD
\getenv worker GUICHET_WORKER_PASSWORD
\getenv jobs GUICHET_JOBS_PASSWORD
\getenv maintenance GUICHET_MAINTENANCE_PASSWORD
alter role guichet_api password :'api';
alter role guichet_worker password :'worker';
alter role guichet_jobs password :'jobs';
alter role guichet_maintenance password :'maintenance';
