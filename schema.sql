-- The schema that the migrations make, for reading and for comparing. It is not run: migrations are.
-- Written by `npm run schema:write`; `npm run check` fails when it is not what the migrations make.

-- schema
grant usage on schema public to guichet_api, guichet_maintenance, guichet_worker, public;

-- table absence, owned by guichet_owner
create table absence (
  id uuid not null,
  institution_id uuid not null,
  person_id uuid not null,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone not null,
  deputy_id uuid,
  constraint absence_pkey PRIMARY KEY (id),
  constraint absence_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES person(id),
  constraint absence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint absence_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint absence_check CHECK ((starts_at < ends_at)),
  constraint absence_check1 CHECK ((deputy_id <> person_id))
);
CREATE INDEX absence_deputy ON public.absence USING btree (institution_id, deputy_id, ends_at) WHERE (deputy_id IS NOT NULL);
CREATE INDEX absence_person ON public.absence USING btree (institution_id, person_id, ends_at);
alter table absence enable row level security;
alter table absence force row level security;
create policy colleagues on absence for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side))));
create policy maintenance_reads on absence for select to guichet_maintenance
  using (true);
create policy owner_ends_deputies on absence for update to guichet_owner
  using (true)
  with check (true);
create policy owner_functions on absence for select to guichet_owner
  using (true);
create policy said_by_oneself on absence for insert to guichet_api
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (person_id = app_person()) AND ((deputy_id IS NULL) OR (EXISTS ( SELECT 1
   FROM membership m
  WHERE ((m.institution_id = absence.institution_id) AND (m.person_id = absence.deputy_id)))))));
create policy taken_back_by_oneself on absence for delete to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (person_id = app_person())));
grant delete, insert, select on absence to guichet_api;
grant select on absence to guichet_maintenance, guichet_worker;

-- table action, owned by guichet_owner
create table action (
  id uuid not null,
  institution_id uuid not null,
  reference text not null,
  key text not null,
  kind text not null,
  state text not null,
  sharing text not null,
  service_ids uuid[] not null,
  owner_id uuid not null,
  published_number integer,
  published_at timestamp(3) with time zone,
  review_on date,
  suspended_at timestamp(3) with time zone,
  suspended_because text,
  retired_at timestamp(3) with time zone,
  listed_at timestamp(3) with time zone not null,
  version integer not null,
  inside_version integer not null default 0,
  updated_at timestamp(3) with time zone not null,
  constraint action_pkey PRIMARY KEY (id),
  constraint action_id_institution_id_key UNIQUE (id, institution_id),
  constraint action_institution_id_key_key UNIQUE (institution_id, key),
  constraint action_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint action_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint action_owner_id_institution_id_fkey FOREIGN KEY (owner_id, institution_id) REFERENCES membership(person_id, institution_id),
  constraint action_check CHECK (((published_number IS NULL) = (published_at IS NULL))),
  constraint action_check1 CHECK (((state <> 'published'::text) OR (published_number IS NOT NULL))),
  constraint action_check2 CHECK (((state <> 'suspended'::text) OR ((suspended_at IS NOT NULL) AND (suspended_because IS NOT NULL)))),
  constraint action_key_check CHECK ((key ~ '^[a-z0-9][a-z0-9-]{0,79}$'::text)),
  constraint action_kind_check CHECK ((kind = ANY (ARRAY['recovery'::text, 'control'::text, 'corrective'::text, 'preventive'::text]))),
  constraint action_service_ids_check CHECK ((cardinality(service_ids) > 0)),
  constraint action_sharing_check CHECK ((sharing = ANY (ARRAY['internal'::text, 'holders'::text, 'users'::text]))),
  constraint action_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'suspended'::text, 'retired'::text])))
);
CREATE INDEX action_listed ON public.action USING btree (listed_at, id);
CREATE INDEX action_to_review ON public.action USING btree (institution_id, review_on) WHERE (state = 'published'::text);
CREATE TRIGGER action_offer_follow AFTER UPDATE OF state, published_number ON public.action FOR EACH ROW EXECUTE FUNCTION action_offer_follow();
alter table action enable row level security;
alter table action force row level security;
create policy maintenance_reads on action for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on action for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND action_is_served(service_ids)));
create policy own_staff on action for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM unnest(action.service_ids) s(s)
  WHERE (app_serves('user'::text, s.s) OR app_serves('provider'::text, s.s))))));
create policy owner_functions on action for select to guichet_owner
  using (true);
create policy shared on action for select to guichet_api, guichet_worker
  using (((published_at IS NOT NULL) AND (sharing <> 'internal'::text) AND (EXISTS ( SELECT 1
   FROM action_service s
  WHERE (s.action_id = action.id)))));
create policy written_by_a_provider on action for insert to guichet_api
  with check (((institution_id = app_institution()) AND (state = 'draft'::text) AND (published_number IS NULL) AND action_is_served(service_ids)));
grant insert, select on action to guichet_api;
grant select on action to guichet_maintenance, guichet_worker;
grant update (key, kind, state, sharing, service_ids, owner_id, published_number, published_at, review_on, suspended_at, suspended_because, retired_at, listed_at, version, inside_version, updated_at) on action to guichet_api, guichet_worker;

-- table action_counter, owned by guichet_owner
create table action_counter (
  institution_id uuid not null,
  year integer not null,
  last integer not null,
  constraint action_counter_pkey PRIMARY KEY (institution_id, year),
  constraint action_counter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table action_counter enable row level security;
alter table action_counter force row level security;
create policy maintenance_reads on action_counter for select to guichet_maintenance
  using (true);
create policy own_institution on action_counter for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side)))
  with check (((institution_id = app_institution()) AND app_has_side('provider'::text)));
grant insert, select, update on action_counter to guichet_api;
grant select on action_counter to guichet_maintenance;

-- table action_learned, owned by guichet_owner
create table action_learned (
  service_id uuid not null,
  reader text collate "C" not null,
  term text collate "C" not null,
  action_id uuid not null,
  worked integer not null,
  failed integer not null,
  constraint action_learned_pkey PRIMARY KEY (service_id, reader, term, action_id)
);
CREATE INDEX action_learned_most ON public.action_learned USING btree (service_id, reader, term, worked, action_id) WHERE (worked > 0);
alter table action_learned enable row level security;
alter table action_learned force row level security;
create policy maintenance_reads on action_learned for select to guichet_maintenance
  using (true);
create policy owner_functions on action_learned for all to guichet_owner
  using (true)
  with check (true);
grant select on action_learned to guichet_maintenance;

-- table action_lesson, owned by guichet_owner
create table action_lesson (
  run_id uuid not null,
  service_id uuid not null,
  action_id uuid not null,
  reader text collate "C" not null,
  ticket_id uuid not null,
  worked boolean not null,
  terms text[] not null,
  at timestamp(3) with time zone not null,
  constraint action_lesson_pkey PRIMARY KEY (run_id),
  constraint action_lesson_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id),
  constraint action_lesson_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX action_lesson_action ON public.action_lesson USING btree (service_id, action_id, reader, at) WHERE worked;
CREATE INDEX action_lesson_ticket ON public.action_lesson USING btree (ticket_id);
alter table action_lesson enable row level security;
alter table action_lesson force row level security;
create policy maintenance_reads on action_lesson for select to guichet_maintenance
  using (true);
create policy owner_functions on action_lesson for all to guichet_owner
  using (true)
  with check (true);
grant select on action_lesson to guichet_maintenance;

-- table action_offer, owned by guichet_owner
create table action_offer (
  service_id uuid not null,
  action_id uuid not null,
  institution_id uuid not null,
  sharing text not null,
  is_published boolean not null,
  run_by text[] not null,
  constraint action_offer_pkey PRIMARY KEY (service_id, action_id),
  constraint action_offer_action_id_fkey FOREIGN KEY (action_id) REFERENCES action(id)
);
CREATE INDEX action_offer_action ON public.action_offer USING btree (action_id);
alter table action_offer enable row level security;
alter table action_offer force row level security;
create policy maintenance_reads on action_offer for select to guichet_maintenance
  using (true);
create policy owner_functions on action_offer for all to guichet_owner
  using (true)
  with check (true);
grant select on action_offer to guichet_maintenance;

-- table action_plan, owned by guichet_owner
create table action_plan (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  action_id uuid not null,
  site_id uuid not null,
  keeper_id uuid not null,
  title text not null,
  function text not null,
  assignee_id uuid,
  team_id uuid,
  recurrence text not null,
  starts_on date not null,
  at_time text not null,
  move_to_working_day text not null,
  grace_days integer not null,
  state text not null,
  paused_reason text,
  last_on date,
  next_on date,
  next_at timestamp(3) with time zone,
  version integer not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint action_plan_pkey PRIMARY KEY (id),
  constraint action_plan_id_institution_id_key UNIQUE (id, institution_id),
  constraint action_plan_action_id_fkey FOREIGN KEY (action_id) REFERENCES action(id),
  constraint action_plan_assignee_id_institution_id_fkey FOREIGN KEY (assignee_id, institution_id) REFERENCES membership(person_id, institution_id),
  constraint action_plan_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint action_plan_keeper_id_fkey FOREIGN KEY (keeper_id) REFERENCES person(id),
  constraint action_plan_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint action_plan_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint action_plan_team_id_institution_id_fkey FOREIGN KEY (team_id, institution_id) REFERENCES team(id, institution_id),
  constraint action_plan_check CHECK (((state = 'paused'::text) = (paused_reason IS NOT NULL))),
  constraint action_plan_check1 CHECK (((state = 'running'::text) = (next_at IS NOT NULL))),
  constraint action_plan_check2 CHECK (((next_on IS NULL) = (next_at IS NULL))),
  constraint action_plan_grace_days_check CHECK (((grace_days >= 1) AND (grace_days <= 60))),
  constraint action_plan_move_to_working_day_check CHECK ((move_to_working_day = ANY (ARRAY['none'::text, 'next'::text, 'previous'::text]))),
  constraint action_plan_paused_reason_check CHECK ((paused_reason = ANY (ARRAY['asked'::text, 'keeper_left'::text, 'rights_lost'::text, 'refused'::text, 'suspended'::text, 'retired'::text, 'out_of_sight'::text]))),
  constraint action_plan_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'ended'::text])))
);
CREATE INDEX action_plan_action ON public.action_plan USING btree (action_id);
CREATE INDEX action_plan_listed ON public.action_plan USING btree (institution_id, created_at, id);
alter table action_plan enable row level security;
alter table action_plan force row level security;
create policy kept_by_a_provider on action_plan for update to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)))
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
create policy made_by_a_provider on action_plan for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (keeper_id = app_person()) AND (EXISTS ( SELECT 1
   FROM responsibility r
  WHERE ((r.service_id = action_plan.service_id) AND (r.institution_id = app_institution())))) AND (EXISTS ( SELECT 1
   FROM action_service s
  WHERE ((s.action_id = action_plan.action_id) AND (s.service_id = action_plan.service_id))))));
create policy maintenance_reads on action_plan for select to guichet_maintenance
  using (true);
create policy own_staff on action_plan for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (app_serves('user'::text, service_id) OR app_serves('provider'::text, service_id))));
create policy owner_erases on action_plan for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on action_plan for select to guichet_owner
  using (true);
create policy removed_by_a_provider on action_plan for delete to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)));
grant delete, insert, select on action_plan to guichet_api;
grant select on action_plan to guichet_maintenance, guichet_worker;
grant update (keeper_id, title, function, assignee_id, team_id, recurrence, starts_on, at_time, move_to_working_day, grace_days, state, paused_reason, last_on, next_on, next_at, version, updated_at) on action_plan to guichet_api;
grant update (state, paused_reason, last_on, next_on, next_at, version, updated_at) on action_plan to guichet_worker;

-- table action_review, owned by guichet_owner
create table action_review (
  id uuid not null,
  version_id uuid not null,
  action_id uuid not null,
  institution_id uuid not null,
  note text,
  reviewed_by uuid not null,
  reviewed_at timestamp(3) with time zone not null,
  constraint action_review_pkey PRIMARY KEY (id),
  constraint action_review_action_id_institution_id_fkey FOREIGN KEY (action_id, institution_id) REFERENCES action(id, institution_id),
  constraint action_review_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint action_review_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES person(id),
  constraint action_review_version_id_fkey FOREIGN KEY (version_id) REFERENCES action_version(id)
);
CREATE INDEX action_review_action ON public.action_review USING btree (action_id, reviewed_at);
alter table action_review enable row level security;
alter table action_review force row level security;
create policy made_by_oneself on action_review for insert to guichet_api
  with check (((institution_id = app_institution()) AND (reviewed_by = app_person()) AND (EXISTS ( SELECT 1
   FROM (action_version v
     JOIN action a ON ((a.id = v.action_id)))
  WHERE ((v.id = action_review.version_id) AND (a.id = action_review.action_id) AND (v.state = 'reviewed'::text) AND (v.reviewed_by = app_person()) AND action_is_served(a.service_ids))))));
create policy maintenance_reads on action_review for select to guichet_maintenance
  using (true);
create policy own_staff on action_review for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM action a
  WHERE (a.id = action_review.action_id)))));
create policy owner_erases on action_review for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on action_review to guichet_api;
grant select on action_review to guichet_maintenance;

-- table action_service, owned by guichet_owner
create table action_service (
  action_id uuid not null,
  service_id uuid not null,
  institution_id uuid not null,
  sharing text not null,
  is_published boolean not null,
  since_number integer not null default 1,
  constraint action_service_pkey PRIMARY KEY (action_id, service_id),
  constraint action_service_action_id_institution_id_fkey FOREIGN KEY (action_id, institution_id) REFERENCES action(id, institution_id),
  constraint action_service_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint action_service_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint action_service_sharing_check CHECK ((sharing = ANY (ARRAY['internal'::text, 'holders'::text, 'users'::text])))
);
CREATE INDEX action_service_of_institution ON public.action_service USING btree (institution_id, action_id);
CREATE INDEX action_service_of_service ON public.action_service USING btree (service_id, action_id);
CREATE TRIGGER action_offer_added AFTER INSERT ON public.action_service REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION action_offer_listed();
CREATE TRIGGER action_offer_changed AFTER UPDATE ON public.action_service REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION action_offer_listed();
CREATE TRIGGER action_offer_taken AFTER DELETE ON public.action_service REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION action_offer_listed();
alter table action_service enable row level security;
alter table action_service force row level security;
create policy kept_by_its_own on action_service for update to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
create policy maintenance_reads on action_service for select to guichet_maintenance
  using (true);
create policy named_by_a_holder on action_service for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (service_id IN ( SELECT action_services('holders'::text) AS action_services))));
create policy own_staff on action_service for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (app_serves('user'::text, service_id) OR app_serves('provider'::text, service_id))));
create policy owner_functions on action_service for select to guichet_owner
  using (true);
create policy shared_with_holders on action_service for select to guichet_api, guichet_worker
  using ((is_published AND (sharing <> 'internal'::text) AND (service_id IN ( SELECT action_services('holders'::text) AS action_services))));
create policy shared_with_users on action_service for select to guichet_api, guichet_worker
  using ((is_published AND (sharing = 'users'::text) AND (service_id IN ( SELECT action_services('users'::text) AS action_services))));
create policy taken_off_by_its_own on action_service for delete to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
grant delete, insert, select on action_service to guichet_api;
grant select on action_service to guichet_maintenance, guichet_worker;
grant update (sharing, is_published, since_number) on action_service to guichet_api;

-- table action_term, owned by guichet_owner
create table action_term (
  action_id uuid not null,
  service_id uuid not null,
  term text collate "C" not null,
  weight real not null,
  institution_id uuid not null,
  sharing text not null,
  is_published boolean not null,
  constraint action_term_pkey PRIMARY KEY (action_id, service_id, term),
  constraint action_term_action_id_fkey FOREIGN KEY (action_id) REFERENCES action(id)
);
CREATE INDEX action_term_found ON public.action_term USING btree (service_id, term, action_id, institution_id, sharing, is_published, weight);
alter table action_term enable row level security;
alter table action_term force row level security;
create policy maintenance_reads on action_term for select to guichet_maintenance
  using (true);
create policy owner_functions on action_term for all to guichet_owner
  using (true)
  with check (true);
grant select on action_term to guichet_maintenance;

-- table action_trigger, owned by guichet_owner
create table action_trigger (
  service_id uuid not null,
  pair text collate "C" not null,
  action_id uuid not null,
  n integer not null,
  labels jsonb,
  constraint action_trigger_pkey PRIMARY KEY (service_id, pair, action_id, n),
  constraint action_trigger_action_id_fkey FOREIGN KEY (action_id) REFERENCES action(id)
);
CREATE INDEX action_trigger_action ON public.action_trigger USING btree (action_id);
alter table action_trigger enable row level security;
alter table action_trigger force row level security;
create policy maintenance_reads on action_trigger for select to guichet_maintenance
  using (true);
create policy owner_functions on action_trigger for all to guichet_owner
  using (true)
  with check (true);
grant select on action_trigger to guichet_maintenance;

-- table action_version, owned by guichet_owner
create table action_version (
  id uuid not null,
  action_id uuid not null,
  institution_id uuid not null,
  number integer not null,
  state text not null,
  document jsonb not null,
  title_fr text not null,
  title_en text,
  words tsvector not null,
  author_ids uuid[] not null,
  drafted_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  reviewed_by uuid,
  reviewed_at timestamp(3) with time zone,
  published_by uuid,
  published_at timestamp(3) with time zone,
  revision integer not null,
  constraint action_version_pkey PRIMARY KEY (id),
  constraint action_version_institution_id_action_id_number_key UNIQUE (institution_id, action_id, number),
  constraint action_version_action_id_institution_id_fkey FOREIGN KEY (action_id, institution_id) REFERENCES action(id, institution_id),
  constraint action_version_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint action_version_author_ids_check CHECK ((cardinality(author_ids) > 0)),
  constraint action_version_check CHECK (((reviewed_by IS NULL) = (reviewed_at IS NULL))),
  constraint action_version_check1 CHECK (((published_by IS NULL) = (published_at IS NULL))),
  constraint action_version_check2 CHECK (((reviewed_by IS NULL) OR (reviewed_by <> ALL (author_ids)))),
  constraint action_version_check3 CHECK (
CASE state
    WHEN 'draft'::text THEN (reviewed_by IS NULL)
    WHEN 'reviewed'::text THEN (reviewed_by IS NOT NULL)
    ELSE true
END),
  constraint action_version_check4 CHECK (((state = 'published'::text) = (published_by IS NOT NULL))),
  constraint action_version_check5 CHECK (((state <> 'published'::text) OR (reviewed_by IS NOT NULL))),
  constraint action_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'reviewed'::text, 'published'::text, 'superseded'::text, 'discarded'::text])))
);
CREATE INDEX action_version_action ON public.action_version USING btree (action_id, number);
CREATE UNIQUE INDEX action_version_open ON public.action_version USING btree (action_id) WHERE (state = ANY (ARRAY['draft'::text, 'reviewed'::text]));
CREATE TRIGGER action_offer_follow AFTER INSERT OR UPDATE OF document, state ON public.action_version FOR EACH ROW EXECUTE FUNCTION action_offer_follow();
CREATE TRIGGER action_version_stays BEFORE UPDATE ON public.action_version FOR EACH ROW WHEN ((NOT app_is_erasing())) EXECUTE FUNCTION action_version_stays();
alter table action_version enable row level security;
alter table action_version force row level security;
create policy drafted_by_its_own on action_version for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_has_side('provider'::text) AND (state = 'draft'::text) AND (app_person() = ANY (author_ids)) AND (reviewed_by IS NULL) AND (published_by IS NULL) AND (used_at IS NULL) AND (EXISTS ( SELECT 1
   FROM action a
  WHERE ((a.id = action_version.action_id) AND action_is_served(a.service_ids))))));
create policy maintenance_reads on action_version for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on action_version for update to guichet_api
  using (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM action a
  WHERE ((a.id = action_version.action_id) AND action_is_served(a.service_ids))))));
create policy owner_erases on action_version for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_freezes on action_version for update to guichet_owner
  using (true);
create policy owner_functions on action_version for select to guichet_owner
  using (true);
create policy whoever_runs_it on action_version for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM run r
  WHERE (r.version_id = action_version.id))));
create policy with_its_action on action_version for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM action_service s
  WHERE ((s.action_id = action_version.action_id) AND ((action_version.institution_id = ( SELECT app_institution() AS app_institution)) OR ((action_version.state = 'published'::text) AND (action_version.number >= s.since_number)))))));
grant insert, select on action_version to guichet_api;
grant select on action_version to guichet_maintenance, guichet_worker;
grant update (state, document, title_fr, title_en, words, author_ids, changed_at, reviewed_by, reviewed_at, published_by, published_at, revision) on action_version to guichet_api;

-- table agreement, owned by guichet_owner
create table agreement (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  lead_provider_id uuid not null,
  starts_on date not null,
  ends_on date,
  notice_given_at timestamp(3) with time zone,
  notice_by_institution_id uuid,
  notice_reason text,
  constraint agreement_pkey PRIMARY KEY (id),
  constraint agreement_id_institution_id_key UNIQUE (id, institution_id),
  constraint agreement_institution_id_service_id_starts_on_key UNIQUE (institution_id, service_id, starts_on),
  constraint agreement_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint agreement_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint agreement_notice_by_institution_id_fkey FOREIGN KEY (notice_by_institution_id) REFERENCES institution(id),
  constraint agreement_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
CREATE INDEX agreement_service ON public.agreement USING btree (service_id, institution_id);
CREATE TRIGGER agreement_guard BEFORE UPDATE ON public.agreement FOR EACH ROW WHEN ((CURRENT_USER = 'guichet_api'::name)) EXECUTE FUNCTION agreement_guard();
alter table agreement enable row level security;
alter table agreement force row level security;
create policy both_sides on agreement for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND ((institution_id = ( SELECT app_institution() AS app_institution)) OR (lead_provider_id = ( SELECT app_institution() AS app_institution)) OR (service_id IN ( SELECT r.service_id
   FROM responsibility r
  WHERE (r.institution_id = ( SELECT app_institution() AS app_institution)))))));
create policy ended_by_a_side on agreement for update to guichet_api
  using (agreement_is_ours(agreement.*));
create policy maintenance_reads on agreement for select to guichet_maintenance
  using (true);
create policy owner_keeps on agreement for all to guichet_owner
  using (true)
  with check (true);
grant select on agreement to guichet_api, guichet_maintenance, guichet_worker;
grant update (ends_on, notice_given_at, notice_by_institution_id, notice_reason) on agreement to guichet_api;

-- table agreement_version, owned by guichet_owner
create table agreement_version (
  id uuid not null,
  agreement_id uuid not null,
  number integer not null,
  targets jsonb not null,
  warnings jsonb not null,
  also_pauses text[] not null,
  maintenance jsonb not null,
  effective_from timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone,
  state text not null,
  binding boolean not null,
  tacit_transmission boolean not null default true,
  hours jsonb not null,
  proposed_by_institution_id uuid,
  proposed_by uuid,
  proposed_at timestamp(3) with time zone,
  retroactive boolean not null default false,
  reason text,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  decision_reason text,
  constraint agreement_version_pkey PRIMARY KEY (id),
  constraint agreement_version_agreement_id_number_key UNIQUE (agreement_id, number),
  constraint agreement_version_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES agreement(id),
  constraint agreement_version_proposed_by_institution_id_fkey FOREIGN KEY (proposed_by_institution_id) REFERENCES institution(id),
  constraint agreement_version_check CHECK (((state = 'accepted'::text) = (recorded_at IS NOT NULL))),
  constraint agreement_version_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'accepted'::text, 'rejected'::text, 'withdrawn'::text, 'replaced'::text])))
);
CREATE UNIQUE INDEX agreement_version_proposed ON public.agreement_version USING btree (agreement_id) WHERE (state = 'proposed'::text);
CREATE TRIGGER agreement_version_guard BEFORE UPDATE ON public.agreement_version FOR EACH ROW WHEN ((NOT app_is_erasing())) EXECUTE FUNCTION agreement_version_guard();
alter table agreement_version enable row level security;
alter table agreement_version force row level security;
create policy decided_by_a_side on agreement_version for update to guichet_api
  using ((agreement_id IN ( SELECT a.id
   FROM agreement a
  WHERE agreement_is_ours(a.*))));
create policy maintenance_reads on agreement_version for select to guichet_maintenance
  using (true);
create policy owner_keeps on agreement_version for all to guichet_owner
  using (true)
  with check (true);
create policy proposed_by_a_side on agreement_version for insert to guichet_api
  with check (((state = 'proposed'::text) AND (proposed_by_institution_id = app_institution()) AND (proposed_by = app_person()) AND (agreement_id IN ( SELECT a.id
   FROM agreement a
  WHERE agreement_is_ours(a.*)))));
create policy with_its_agreement on agreement_version for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM agreement a
  WHERE ((a.id = agreement_version.agreement_id) AND ((agreement_version.state = 'accepted'::text) OR (a.institution_id = ( SELECT app_institution() AS app_institution)) OR (a.lead_provider_id = ( SELECT app_institution() AS app_institution)))))));
grant insert, select on agreement_version to guichet_api;
grant select on agreement_version to guichet_maintenance, guichet_worker;
grant update (recorded_at, state, decided_by, decided_at, decision_reason) on agreement_version to guichet_api;

-- table answer_unread, owned by guichet_owner
create table answer_unread (
  institution_id uuid not null,
  ticket_id uuid not null,
  message_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint answer_unread_pkey PRIMARY KEY (institution_id, ticket_id, message_id),
  constraint answer_unread_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint answer_unread_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint answer_unread_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX answer_unread_at ON public.answer_unread USING btree (at);
alter table answer_unread enable row level security;
alter table answer_unread force row level security;
create policy maintenance_reads on answer_unread for select to guichet_maintenance
  using (true);
create policy of_what_one_reads on answer_unread as restrictive for insert to guichet_api
  with check ((EXISTS ( SELECT
   FROM message m
  WHERE (m.id = answer_unread.message_id))));
create policy put_down_at_home on answer_unread for insert to guichet_api
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = answer_unread.ticket_id) AND (t.institution_id = app_institution()))))));
create policy worker_looks on answer_unread for all to guichet_worker
  using (true);
grant insert on answer_unread to guichet_api;
grant select on answer_unread to guichet_maintenance;
grant delete, select on answer_unread to guichet_worker;

-- table api_token, owned by guichet_owner
create table api_token (
  id uuid not null,
  institution_id uuid,
  person_id uuid not null,
  name text not null,
  scopes text[] not null,
  token_hash bytea not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone,
  constraint api_token_pkey PRIMARY KEY (id),
  constraint api_token_token_hash_key UNIQUE (token_hash),
  constraint api_token_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint api_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX api_token_listed ON public.api_token USING btree (institution_id, created_at, id);
CREATE INDEX api_token_person ON public.api_token USING btree (person_id);
alter table api_token enable row level security;
alter table api_token force row level security;
create policy made_by_oneself on api_token for insert to guichet_api
  with check (((COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid) = app_institution()) AND (app_scope() = 'staff'::text) AND (person_id = app_person())));
create policy maintenance_reads on api_token for select to guichet_maintenance
  using (true);
create policy own_institution on api_token for select to guichet_api
  using (((COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid) = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_keeps on api_token for all to guichet_owner
  using (true)
  with check (true);
create policy taken_back_at_home on api_token for delete to guichet_api
  using (((COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid) = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
grant delete, insert on api_token to guichet_api;
grant select on api_token to guichet_maintenance;
grant select (id, institution_id, person_id, name, scopes, created_at, expires_at, last_used_at) on api_token to guichet_api;

-- table appointment, owned by guichet_owner
create table appointment (
  ticket_id uuid not null,
  "position" smallint not null,
  institution_id uuid not null,
  kind text not null,
  n smallint,
  working_days smallint,
  at timestamp(3) with time zone not null,
  audience text not null,
  constraint appointment_pkey PRIMARY KEY (ticket_id, "position"),
  constraint appointment_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint appointment_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint appointment_audience_check CHECK ((audience = ANY (ARRAY['user'::text, 'shared'::text])))
);
CREATE INDEX appointment_at ON public.appointment USING btree (at);
alter table appointment enable row level security;
alter table appointment force row level security;
create policy both_sides on appointment for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = appointment.ticket_id) AND (p.side = 'user'::text))))) OR ((audience = 'shared'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = appointment.ticket_id) AND (p.side = 'provider'::text) AND (p.until IS NULL)))))));
create policy changed_by_the_owner on appointment for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy kept_by_the_owner on appointment for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = appointment.ticket_id) AND (t.institution_id = appointment.institution_id))))));
create policy maintenance_reads on appointment for select to guichet_maintenance
  using (true);
create policy removed_by_the_owner on appointment for delete to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy worker_sweeps on appointment for select to guichet_worker
  using (true);
grant delete, insert, select on appointment to guichet_api, guichet_worker;
grant select on appointment to guichet_maintenance;
grant update (kind, n, working_days, at, audience) on appointment to guichet_api, guichet_worker;

-- table approval, owned by guichet_owner
create table approval (
  id uuid not null,
  institution_id uuid not null,
  ticket_id uuid not null,
  reference text not null,
  title text not null,
  service_id uuid not null,
  requester_id uuid not null,
  approver_id uuid,
  asked_at timestamp(3) with time zone not null,
  state text not null,
  decided_by uuid,
  decided_at timestamp(3) with time zone,
  reason text,
  decided_for uuid,
  constraint approval_pkey PRIMARY KEY (id),
  constraint approval_institution_id_ticket_id_key UNIQUE (institution_id, ticket_id),
  constraint approval_approver_id_fkey FOREIGN KEY (approver_id) REFERENCES person(id),
  constraint approval_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint approval_decided_for_fkey FOREIGN KEY (decided_for) REFERENCES person(id),
  constraint approval_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint approval_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES person(id),
  constraint approval_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint approval_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint approval_check CHECK (((state = 'open'::text) = (decided_at IS NULL))),
  constraint approval_check1 CHECK (((state = ANY (ARRAY['approved'::text, 'rejected'::text])) = (decided_by IS NOT NULL))),
  constraint approval_check2 CHECK ((decided_by IS DISTINCT FROM requester_id)),
  constraint approval_for_check CHECK (((decided_for IS NULL) OR (decided_by IS NOT NULL))),
  constraint approval_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
);
CREATE INDEX approval_asked ON public.approval USING btree (institution_id, approver_id, asked_at, id) WHERE (state = 'open'::text);
CREATE INDEX approval_reference ON public.approval USING btree (institution_id, reference);
CREATE INDEX approval_waiting ON public.approval USING btree (institution_id, asked_at, id) WHERE (state = 'open'::text);
alter table approval enable row level security;
alter table approval force row level security;
create policy asked_by_the_owner on approval for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_serves('user'::text, service_id) AND (state = 'open'::text) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = approval.ticket_id) AND (t.institution_id = approval.institution_id) AND (t.requester_id = approval.requester_id) AND (t.service_id = approval.service_id))))));
create policy asked_or_level_1 on approval for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL) AND ((approver_id = ( SELECT app_person() AS app_person)) OR (decided_by = ( SELECT app_person() AS app_person)) OR app_serves('user'::text, service_id) OR (EXISTS ( SELECT 1
   FROM absence b
  WHERE ((b.institution_id = approval.institution_id) AND (b.person_id = approval.approver_id) AND (b.deputy_id = ( SELECT app_person() AS app_person)) AND (b.starts_at <= app_now()) AND (app_now() < b.ends_at)))))));
create policy decided_once on approval for update to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (state = 'open'::text) AND app_serves('user'::text, service_id)))
  with check (((institution_id = app_institution()) AND app_serves('user'::text, service_id)));
create policy maintenance_reads on approval for select to guichet_maintenance
  using (true);
create policy owner_erases on approval for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on approval to guichet_api, guichet_worker;
grant select on approval to guichet_maintenance;
grant update (approver_id, asked_at, state, decided_by, decided_at, reason, decided_for) on approval to guichet_api, guichet_worker;

-- table assignment, owned by guichet_owner
create table assignment (
  ticket_id uuid not null,
  institution_id uuid not null,
  side text not null,
  escalation_n smallint not null,
  person_id uuid,
  assigned_at timestamp(3) with time zone not null,
  team_id uuid,
  constraint assignment_pkey PRIMARY KEY (ticket_id, institution_id, side, escalation_n),
  constraint assignment_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint assignment_person_id_institution_id_fkey FOREIGN KEY (person_id, institution_id) REFERENCES membership(person_id, institution_id),
  constraint assignment_team_id_institution_id_fkey FOREIGN KEY (team_id, institution_id) REFERENCES team(id, institution_id),
  constraint assignment_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint assignment_check CHECK (((person_id IS NOT NULL) OR (team_id IS NOT NULL))),
  constraint assignment_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE INDEX assignment_person ON public.assignment USING btree (person_id);
CREATE TRIGGER assignment_indexed AFTER INSERT OR DELETE OR UPDATE ON public.assignment FOR EACH ROW EXECUTE FUNCTION assignment_indexed();
alter table assignment enable row level security;
alter table assignment force row level security;
create policy maintenance_reads on assignment for select to guichet_maintenance
  using (true);
create policy own_side on assignment for all to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side(side)))
  with check (((institution_id = app_institution()) AND app_has_side(side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = assignment.ticket_id) AND (p.side = assignment.side))))));
grant delete, insert, select, update on assignment to guichet_api, guichet_worker;
grant select on assignment to guichet_maintenance;

-- table attachment, owned by guichet_owner
create table attachment (
  id uuid not null,
  ticket_id uuid not null,
  message_id uuid not null,
  institution_id uuid not null,
  added_by uuid not null,
  name text not null,
  media_type text not null,
  size integer not null,
  sha256 bytea not null,
  storage_key text not null,
  state text not null,
  added_at timestamp(3) with time zone not null,
  constraint attachment_pkey PRIMARY KEY (id),
  constraint attachment_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint attachment_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint attachment_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint attachment_size_check CHECK ((size > 0)),
  constraint attachment_state_check CHECK ((state = ANY (ARRAY['unscanned'::text, 'quarantined'::text, 'clean'::text, 'rejected'::text, 'not_scanned'::text, 'erased'::text])))
);
CREATE INDEX attachment_message ON public.attachment USING btree (message_id, added_at, id);
CREATE INDEX attachment_ticket ON public.attachment USING btree (ticket_id, added_at, id);
CREATE TRIGGER ticket_document_named AFTER INSERT ON public.attachment FOR EACH ROW EXECUTE FUNCTION ticket_document_named();
CREATE TRIGGER ticket_document_renamed AFTER UPDATE OF name ON public.attachment FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION ticket_document_renamed();
alter table attachment enable row level security;
alter table attachment force row level security;
create policy answered_by_the_scanner on attachment for update to guichet_worker
  using (((state = 'quarantined'::text) AND (institution_id = app_institution()) AND (app_scope() = 'staff'::text)))
  with check ((state = ANY (ARRAY['clean'::text, 'rejected'::text, 'not_scanned'::text])));
create policy maintenance_reads on attachment for select to guichet_maintenance
  using (true);
create policy owner_erases on attachment for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_refreshes on attachment for select to guichet_owner
  using ((ticket_id = ( SELECT app_uuid('app.refreshing'::text) AS app_uuid)));
create policy readers_of_its_message on attachment for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = attachment.message_id))));
create policy to_own_words on attachment for insert to guichet_api
  with check (((institution_id = app_institution()) AND (added_by = app_person()) AND (state = ANY (ARRAY['unscanned'::text, 'quarantined'::text])) AND (EXISTS ( SELECT 1
   FROM message m
  WHERE ((m.id = attachment.message_id) AND (m.ticket_id = attachment.ticket_id) AND (m.author_id = app_person()) AND (m.author_institution_id = app_institution()))))));
grant insert, select on attachment to guichet_api;
grant select on attachment to guichet_maintenance, guichet_worker;
grant update (state) on attachment to guichet_worker;

-- table attachment_scan, owned by guichet_owner
create table attachment_scan (
  attachment_id uuid not null,
  institution_id uuid not null,
  at timestamp(3) with time zone not null,
  attempts smallint not null default '0'::smallint,
  since timestamp(3) with time zone not null,
  constraint attachment_scan_pkey PRIMARY KEY (attachment_id),
  constraint attachment_scan_attachment_id_fkey FOREIGN KEY (attachment_id) REFERENCES attachment(id),
  constraint attachment_scan_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE INDEX attachment_scan_at ON public.attachment_scan USING btree (at);
alter table attachment_scan enable row level security;
alter table attachment_scan force row level security;
create policy maintenance_reads on attachment_scan for select to guichet_maintenance
  using (true);
create policy owner_erases on attachment_scan for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy put_down_with_it on attachment_scan for insert to guichet_api
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM attachment a
  WHERE ((a.id = attachment_scan.attachment_id) AND (a.institution_id = attachment_scan.institution_id) AND (a.state = 'quarantined'::text))))));
create policy worker_has_it_scanned on attachment_scan for all to guichet_worker
  using (true)
  with check (true);
grant insert on attachment_scan to guichet_api;
grant select on attachment_scan to guichet_maintenance;
grant delete, select on attachment_scan to guichet_worker;
grant update (at, attempts) on attachment_scan to guichet_worker;

-- table attachment_upload, owned by guichet_owner
create table attachment_upload (
  id uuid not null,
  institution_id uuid not null,
  person_id uuid not null,
  storage_key text not null,
  begun_at timestamp(3) with time zone not null,
  is_clearing boolean not null default false,
  constraint attachment_upload_pkey PRIMARY KEY (id),
  constraint attachment_upload_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE INDEX attachment_upload_begun ON public.attachment_upload USING btree (begun_at);
alter table attachment_upload enable row level security;
alter table attachment_upload force row level security;
create policy maintenance_reads on attachment_upload for select to guichet_maintenance
  using (true);
create policy own_upload on attachment_upload for all to guichet_api
  using (((institution_id = app_institution()) AND (person_id = app_person()) AND (app_scope() IS NOT NULL)))
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (app_scope() IS NOT NULL)));
create policy worker_clears_away on attachment_upload for all to guichet_worker
  using (true);
grant delete, insert, select on attachment_upload to guichet_api;
grant select on attachment_upload to guichet_maintenance;
grant delete, select, update on attachment_upload to guichet_worker;
grant update (is_clearing) on attachment_upload to guichet_api;

-- table bulk_news, owned by guichet_owner
create table bulk_news (
  institution_id uuid not null,
  bulk_id uuid not null,
  person_id uuid not null,
  event_id uuid not null,
  ticket_id uuid not null,
  part text not null,
  reason text not null,
  letter text not null,
  noted_at timestamp(3) with time zone not null,
  instead_of_id uuid,
  instead_of_reason text,
  constraint bulk_news_pkey PRIMARY KEY (institution_id, bulk_id, person_id, event_id),
  constraint bulk_news_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint bulk_news_instead_of_id_fkey FOREIGN KEY (instead_of_id) REFERENCES person(id),
  constraint bulk_news_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint bulk_news_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint bulk_news_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint bulk_news_check CHECK (((instead_of_id IS NULL) = (instead_of_reason IS NULL))),
  constraint bulk_news_part_check CHECK ((part = ANY (ARRAY['home'::text, 'provider'::text])))
);
alter table bulk_news enable row level security;
alter table bulk_news force row level security;
create policy maintenance_reads on bulk_news for select to guichet_maintenance
  using (true);
create policy own_institution on bulk_news for all to guichet_worker
  using ((institution_id = ( SELECT app_institution() AS app_institution)))
  with check ((institution_id = app_institution()));
create policy owner_erases on bulk_news for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy worker_looks on bulk_news for select to guichet_worker
  using (true);
grant select on bulk_news to guichet_maintenance;
grant delete, insert, select on bulk_news to guichet_worker;
grant update (noted_at) on bulk_news to guichet_worker;

-- table calendar_feed, owned by guichet_owner
create table calendar_feed (
  id uuid not null,
  institution_id uuid,
  person_id uuid not null,
  name text not null,
  secret_hash bytea not null,
  created_at timestamp(3) with time zone not null,
  last_read_at timestamp(3) with time zone,
  constraint calendar_feed_pkey PRIMARY KEY (id),
  constraint calendar_feed_secret_hash_key UNIQUE (secret_hash),
  constraint calendar_feed_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint calendar_feed_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX calendar_feed_person ON public.calendar_feed USING btree (person_id, created_at, id);
alter table calendar_feed enable row level security;
alter table calendar_feed force row level security;
create policy maintenance_reads on calendar_feed for select to guichet_maintenance
  using (true);
create policy oneself on calendar_feed for all to guichet_api
  using (((person_id = ( SELECT app_person() AS app_person)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL) AND (COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid) = ( SELECT app_institution() AS app_institution))))
  with check (((person_id = app_person()) AND (app_scope() IS NOT NULL) AND (COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid) = app_institution())));
create policy owner_keeps on calendar_feed for all to guichet_owner
  using (true)
  with check (true);
grant delete, insert on calendar_feed to guichet_api;
grant select on calendar_feed to guichet_maintenance;
grant select (id, institution_id, person_id, name, created_at, last_read_at) on calendar_feed to guichet_api;

-- table canned_answer, owned by guichet_owner
create table canned_answer (
  id uuid not null,
  institution_id uuid not null,
  side text not null,
  owner_id uuid,
  name text not null,
  body text not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint canned_answer_pkey PRIMARY KEY (id),
  constraint canned_answer_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint canned_answer_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint canned_answer_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE INDEX canned_answer_listed ON public.canned_answer USING btree (institution_id, side, name, id);
alter table canned_answer enable row level security;
alter table canned_answer force row level security;
create policy maintenance_reads on canned_answer for select to guichet_maintenance
  using (true);
create policy owner_erases on canned_answer for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy shared_or_own on canned_answer for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side) AND ((owner_id IS NULL) OR (owner_id = ( SELECT app_person() AS app_person)))))
  with check (((institution_id = app_institution()) AND app_has_side(side) AND ((owner_id IS NULL) OR (owner_id = app_person()))));
grant delete, insert, select on canned_answer to guichet_api;
grant select on canned_answer to guichet_maintenance;
grant update (name, body, version, updated_at) on canned_answer to guichet_api;

-- table change, owned by guichet_owner
create table change (
  id uuid not null,
  institution_id uuid not null,
  reference text not null,
  title text not null,
  why text not null,
  service_ids uuid[] not null,
  component_ids uuid[] not null,
  environments text[] not null,
  asked text not null,
  class text not null,
  class_reasons jsonb not null,
  tenant_id uuid,
  state text not null,
  outcome text,
  window_from timestamp(3) with time zone,
  window_to timestamp(3) with time zone,
  interruption_minutes integer not null,
  interrupted_minutes integer,
  risk text not null,
  announced_at timestamp(3) with time zone,
  decided_at timestamp(3) with time zone,
  held_at timestamp(3) with time zone,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  closed_at timestamp(3) with time zone,
  listed_at timestamp(3) with time zone not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  objected_from text,
  is_notice_kept boolean,
  constraint change_pkey PRIMARY KEY (id),
  constraint change_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint change_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES institution(id),
  constraint change_asked_check CHECK ((asked = ANY (ARRAY['standard'::text, 'normal'::text, 'own_tenant'::text, 'emergency'::text, 'security_patch'::text]))),
  constraint change_check CHECK (((window_from IS NULL) = (window_to IS NULL))),
  constraint change_check1 CHECK ((window_to > window_from)),
  constraint change_check2 CHECK (((asked = 'own_tenant'::text) <= (tenant_id IS NOT NULL))),
  constraint change_check3 CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL))),
  constraint change_check4 CHECK (((state <> 'closed'::text) OR (outcome IS NOT NULL))),
  constraint change_class_check CHECK ((class = ANY (ARRAY['standard'::text, 'normal'::text, 'major'::text, 'own_tenant'::text, 'emergency'::text, 'security_patch'::text]))),
  constraint change_interrupted_minutes_check CHECK ((interrupted_minutes >= 0)),
  constraint change_interruption_minutes_check CHECK ((interruption_minutes >= 0)),
  constraint change_outcome_check CHECK ((outcome = ANY (ARRAY['successful'::text, 'with_issues'::text, 'backed_out'::text, 'failed'::text, 'not_implemented'::text, 'unauthorised'::text, 'withdrawn'::text]))),
  constraint change_risk_check CHECK ((risk = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint change_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'deciding'::text, 'approved'::text, 'rejected'::text, 'scheduled'::text, 'in_progress'::text, 'implemented'::text, 'backed_out'::text, 'review'::text, 'closed'::text])))
);
CREATE INDEX change_ended ON public.change USING btree (institution_id, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX change_listed ON public.change USING btree (institution_id, listed_at, id);
CREATE INDEX change_planned ON public.change USING btree (window_from) WHERE (state = ANY (ARRAY['approved'::text, 'scheduled'::text, 'in_progress'::text]));
CREATE INDEX change_window ON public.change USING btree (window_from) WHERE (window_from IS NOT NULL);
alter table change enable row level security;
alter table change force row level security;
create policy announced on change for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM change_party p
  WHERE ((p.institution_id = ( SELECT app_institution() AS app_institution)) AND (p.change_id = change.id) AND (p.shown_at IS NOT NULL))
 OFFSET 0)));
create policy maintenance_reads on change for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on change for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_serves_any('provider'::text, service_ids)));
create policy opened_by_a_holder on change for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves_any('provider'::text, service_ids) AND (NOT (EXISTS ( SELECT 1
   FROM unnest(change.service_ids) s(s)
  WHERE (NOT (EXISTS ( SELECT 1
           FROM responsibility r
          WHERE ((r.service_id = s.s) AND (r.institution_id = app_institution()))))))))));
create policy own_provider on change for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ((( SELECT app_services('provider'::text) AS app_services) = '*'::text) OR (service_ids && ( SELECT app_service_ids('provider'::text) AS app_service_ids)))));
create policy owner_erases on change for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on change for select to guichet_owner
  using (true);
grant insert on change to guichet_api;
grant select on change to guichet_maintenance, guichet_worker;
grant select (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class, class_reasons, state, outcome, window_from, window_to, interruption_minutes, interrupted_minutes, risk, announced_at, decided_at, held_at, started_at, ended_at, closed_at, listed_at, version, updated_at, objected_from, is_notice_kept), update (title, why, service_ids, component_ids, environments, asked, class, class_reasons, tenant_id, state, outcome, window_from, window_to, interruption_minutes, interrupted_minutes, risk, announced_at, decided_at, held_at, started_at, ended_at, closed_at, listed_at, version, updated_at, objected_from, is_notice_kept) on change to guichet_api;
grant update (title, why, service_ids, component_ids, environments, asked, class, class_reasons, tenant_id, state, outcome, window_from, window_to, interruption_minutes, interrupted_minutes, risk, announced_at, decided_at, held_at, started_at, ended_at, closed_at, listed_at, version, updated_at, objected_from, is_notice_kept) on change to guichet_worker;

-- table change_ack, owned by guichet_owner
create table change_ack (
  institution_id uuid not null,
  change_id uuid not null,
  announced_at timestamp(3) with time zone not null,
  owner_id uuid not null,
  person_id uuid not null,
  acknowledged_at timestamp(3) with time zone not null,
  constraint change_ack_pkey PRIMARY KEY (institution_id, change_id, announced_at),
  constraint change_ack_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_ack_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_ack_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id)
);
CREATE INDEX change_ack_change ON public.change_ack USING btree (change_id);
alter table change_ack enable row level security;
alter table change_ack force row level security;
create policy given_by_the_affected on change_ack for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM (change_party p
     JOIN change c ON (((c.id = p.change_id) AND (c.institution_id = p.owner_id))))
  WHERE ((p.change_id = change_ack.change_id) AND (p.institution_id = app_institution()) AND (p.kind = 'affected'::text) AND (p.shown_at IS NOT NULL) AND (p.removed_at IS NULL) AND (p.owner_id = change_ack.owner_id) AND (c.announced_at = change_ack.announced_at))))));
create policy maintenance_reads on change_ack for select to guichet_maintenance
  using (true);
create policy own_or_theirs on change_ack for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM change c
  WHERE (c.id = change_ack.change_id)))) OR ((owner_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id))));
grant insert, select on change_ack to guichet_api;
grant select on change_ack to guichet_maintenance, guichet_worker;

-- table change_acknowledgement, owned by guichet_owner
create table change_acknowledgement (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  change_reference text not null,
  other_id uuid not null,
  other_owner_id uuid not null,
  overlap_from timestamp(3) with time zone not null,
  overlap_to timestamp(3) with time zone not null,
  reason text not null,
  said_by uuid not null,
  said_at timestamp(3) with time zone not null,
  constraint change_acknowledgement_pkey PRIMARY KEY (id),
  constraint change_acknowledgement_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_acknowledgement_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_acknowledgement_other_id_fkey FOREIGN KEY (other_id) REFERENCES change(id),
  constraint change_acknowledgement_other_owner_id_fkey FOREIGN KEY (other_owner_id) REFERENCES institution(id)
);
CREATE UNIQUE INDEX change_acknowledgement_once ON public.change_acknowledgement USING btree (institution_id, change_id, other_id);
CREATE INDEX change_acknowledgement_other ON public.change_acknowledgement USING btree (other_id);
alter table change_acknowledgement enable row level security;
alter table change_acknowledgement force row level security;
create policy maintenance_reads on change_acknowledgement for select to guichet_maintenance
  using (true);
create policy of_the_other on change_acknowledgement for select to guichet_api, guichet_worker
  using (((other_owner_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(other_id)));
create policy own_provider on change_acknowledgement for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)));
create policy owner_erases on change_acknowledgement for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on change_acknowledgement for select to guichet_owner
  using (true);
create policy said_anew on change_acknowledgement for update to guichet_api
  using (((institution_id = app_institution()) AND change_is_ours(change_id)))
  with check (((institution_id = app_institution()) AND change_is_ours(change_id) AND (said_by = app_person())));
create policy said_by_oneself on change_acknowledgement for insert to guichet_api
  with check (((institution_id = app_institution()) AND (said_by = app_person()) AND change_is_ours(change_id) AND (other_id <> change_id)));
grant insert, select on change_acknowledgement to guichet_api;
grant select on change_acknowledgement to guichet_maintenance, guichet_worker;
grant update (overlap_from, overlap_to, reason, said_by, said_at) on change_acknowledgement to guichet_api;

-- table change_board, owned by guichet_owner
create table change_board (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  version integer not null,
  seat_institution_ids uuid[] not null,
  constraint change_board_pkey PRIMARY KEY (id),
  constraint change_board_institution_id_service_id_key UNIQUE (institution_id, service_id),
  constraint change_board_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_board_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint change_board_version_check CHECK ((version > 0))
);
CREATE INDEX change_board_service ON public.change_board USING btree (service_id);
alter table change_board enable row level security;
alter table change_board force row level security;
create policy kept_by_the_lead on change_board for update to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (EXISTS ( SELECT 1
   FROM service s
  WHERE ((s.id = change_board.service_id) AND (s.lead_provider_id = app_institution()))))));
create policy made_by_the_lead on change_board for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (EXISTS ( SELECT 1
   FROM service s
  WHERE ((s.id = change_board.service_id) AND (s.lead_provider_id = app_institution()))))));
create policy maintenance_reads on change_board for select to guichet_maintenance
  using (true);
create policy owner_functions on change_board for select to guichet_owner
  using (true);
create policy whom_it_concerns on change_board for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND ((institution_id = ( SELECT app_institution() AS app_institution)) OR (( SELECT app_institution() AS app_institution) = ANY (seat_institution_ids)) OR (service_id IN ( SELECT agreed_services() AS agreed_services)))));
grant insert, select on change_board to guichet_api;
grant select on change_board to guichet_maintenance, guichet_worker;
grant update (version, seat_institution_ids) on change_board to guichet_api;

-- table change_board_version, owned by guichet_owner
create table change_board_version (
  institution_id uuid not null,
  board_id uuid not null,
  number integer not null,
  seats jsonb not null,
  rule jsonb not null,
  quorum_percent integer not null,
  is_full_vote boolean not null,
  written_by uuid not null,
  written_at timestamp(3) with time zone not null,
  constraint change_board_version_pkey PRIMARY KEY (institution_id, board_id, number),
  constraint change_board_version_board_id_fkey FOREIGN KEY (board_id) REFERENCES change_board(id),
  constraint change_board_version_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_board_version_quorum_percent_check CHECK (((quorum_percent >= 0) AND (quorum_percent <= 100)))
);
alter table change_board_version enable row level security;
alter table change_board_version force row level security;
create policy maintenance_reads on change_board_version for select to guichet_maintenance
  using (true);
create policy owner_functions on change_board_version for select to guichet_owner
  using (true);
create policy with_its_board on change_board_version for select to guichet_api, guichet_worker
  using ((board_id IN ( SELECT b.id
   FROM change_board b)));
create policy written_by_the_lead on change_board_version for insert to guichet_api
  with check (((institution_id = app_institution()) AND (written_by = app_person()) AND (EXISTS ( SELECT 1
   FROM change_board b
  WHERE ((b.id = change_board_version.board_id) AND (b.institution_id = app_institution()) AND (b.version = change_board_version.number) AND app_serves('provider'::text, b.service_id) AND (b.seat_institution_ids @> ARRAY( SELECT ((s.value ->> 'institutionId'::text))::uuid AS uuid
           FROM jsonb_array_elements(change_board_version.seats) s(value))) AND (b.seat_institution_ids <@ ARRAY( SELECT ((s.value ->> 'institutionId'::text))::uuid AS uuid
           FROM jsonb_array_elements(change_board_version.seats) s(value))))))));
grant insert, select on change_board_version to guichet_api;
grant select on change_board_version to guichet_maintenance, guichet_worker;

-- table change_counter, owned by guichet_owner
create table change_counter (
  institution_id uuid not null,
  year integer not null,
  last integer not null,
  constraint change_counter_pkey PRIMARY KEY (institution_id, year),
  constraint change_counter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table change_counter enable row level security;
alter table change_counter force row level security;
create policy maintenance_reads on change_counter for select to guichet_maintenance
  using (true);
create policy own_institution on change_counter for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side)))
  with check (((institution_id = app_institution()) AND app_has_side('provider'::text)));
grant insert, select, update on change_counter to guichet_api;
grant select on change_counter to guichet_maintenance;

-- table change_finding, owned by guichet_owner
create table change_finding (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  occasion text not null,
  found jsonb not null,
  found_for uuid not null,
  found_at timestamp(3) with time zone not null,
  constraint change_finding_pkey PRIMARY KEY (id),
  constraint change_finding_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_finding_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_finding_occasion_check CHECK ((occasion = ANY (ARRAY['save'::text, 'approve'::text, 'schedule'::text, 'start'::text])))
);
CREATE INDEX change_finding_change ON public.change_finding USING btree (change_id, found_at, id);
alter table change_finding enable row level security;
alter table change_finding force row level security;
create policy found_by_its_own on change_finding for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy maintenance_reads on change_finding for select to guichet_maintenance
  using (true);
create policy own_provider on change_finding for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)));
create policy owner_erases on change_finding for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on change_finding to guichet_api, guichet_worker;
grant select on change_finding to guichet_maintenance;

-- table change_freeze, owned by guichet_owner
create table change_freeze (
  id uuid not null,
  institution_id uuid,
  scope text not null,
  service_id uuid,
  scope_key text not null,
  title text not null,
  reason text not null,
  time_zone text not null,
  first_day date,
  last_day date,
  from_at timestamp(3) with time zone,
  to_at timestamp(3) with time zone,
  rule text,
  until date,
  excluded date[] not null,
  uid text,
  recurrence_id text,
  sequence integer,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone not null,
  declared_by uuid not null,
  declared_at timestamp(3) with time zone not null,
  lifted_at timestamp(3) with time zone,
  lift_reason text,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint change_freeze_pkey PRIMARY KEY (id),
  constraint change_freeze_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_freeze_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint change_freeze_check CHECK (((scope = 'consortium'::text) = (institution_id IS NULL))),
  constraint change_freeze_check1 CHECK (((scope = 'service'::text) = (service_id IS NOT NULL))),
  constraint change_freeze_check2 CHECK ((((first_day IS NULL) = (last_day IS NULL)) AND ((from_at IS NULL) = (to_at IS NULL)) AND ((first_day IS NULL) <> (from_at IS NULL)))),
  constraint change_freeze_check3 CHECK (((lifted_at IS NULL) = (lift_reason IS NULL))),
  constraint change_freeze_check4 CHECK ((((uid IS NULL) = (recurrence_id IS NULL)) AND ((uid IS NULL) = (sequence IS NULL)))),
  constraint change_freeze_scope_check CHECK ((scope = ANY (ARRAY['consortium'::text, 'service'::text, 'institution'::text])))
);
CREATE UNIQUE INDEX change_freeze_imported ON public.change_freeze USING btree (scope_key, uid, recurrence_id) WHERE (uid IS NOT NULL);
CREATE INDEX change_freeze_listed ON public.change_freeze USING btree (starts_at, id);
alter table change_freeze enable row level security;
alter table change_freeze force row level security;
create policy changed_by_its_own on change_freeze for update to guichet_api
  using (freeze_own(scope, institution_id, service_id));
create policy declared_by_its_own on change_freeze for insert to guichet_api
  with check (((declared_by = app_person()) AND freeze_own(scope, institution_id, service_id) AND (scope_key =
CASE scope
    WHEN 'service'::text THEN ('service/'::text || service_id)
    WHEN 'institution'::text THEN ('institution/'::text || institution_id)
    ELSE scope
END)));
create policy maintenance_reads on change_freeze for select to guichet_maintenance
  using (true);
create policy of_services on change_freeze for select to guichet_api, guichet_worker
  using (((scope = 'service'::text) AND (service_id IN ( SELECT freeze_services() AS freeze_services))));
create policy of_tenants on change_freeze for select to guichet_api, guichet_worker
  using (((scope = 'institution'::text) AND (institution_id IN ( SELECT freeze_tenants() AS freeze_tenants))));
create policy of_the_consortium on change_freeze for select to guichet_api, guichet_worker
  using (((scope = 'consortium'::text) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)));
create policy of_the_own_institution on change_freeze for select to guichet_api, guichet_worker
  using (((scope = 'institution'::text) AND (institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_erases on change_freeze for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on change_freeze for select to guichet_owner
  using (true);
grant insert, select on change_freeze to guichet_api;
grant select on change_freeze to guichet_maintenance, guichet_worker;
grant update (title, reason, time_zone, first_day, last_day, from_at, to_at, rule, until, excluded, sequence, starts_at, ends_at, lifted_at, lift_reason, version, updated_at) on change_freeze to guichet_api;

-- table change_inside, owned by guichet_owner
create table change_inside (
  change_id uuid not null,
  institution_id uuid not null,
  plan text not null,
  tests text not null,
  backout_plan text not null,
  backout_minutes integer,
  was_tried boolean not null,
  loses_function boolean not null,
  takes_personal_data boolean not null,
  is_major_version boolean not null,
  model_id uuid,
  questionnaire_id uuid,
  answers jsonb not null,
  assessment jsonb,
  implementer_ids uuid[] not null,
  author_id uuid not null,
  hands uuid[] not null default '{}'::uuid[],
  owner_id uuid not null,
  emergency_reason text,
  emergency_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint change_inside_pkey PRIMARY KEY (change_id),
  constraint change_inside_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_inside_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_inside_backout_minutes_check CHECK ((backout_minutes >= 0))
);
alter table change_inside enable row level security;
alter table change_inside force row level security;
create policy changed_by_its_own on change_inside for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy maintenance_reads on change_inside for select to guichet_maintenance
  using (true);
create policy own_provider on change_inside for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (COALESCE((( SELECT app_services('provider'::text) AS app_services) = '*'::text), false) OR change_is_ours(change_id))));
create policy owner_erases on change_inside for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy put_to_the_seats on change_inside for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND (change_id IN ( SELECT v.change_id
   FROM change_voter v
  WHERE ((v.institution_id = ( SELECT app_institution() AS app_institution)) AND (v.person_id = ( SELECT app_person() AS app_person))))) AND (EXISTS ( SELECT 1
   FROM role_grant g
  WHERE ((g.institution_id = ( SELECT app_institution() AS app_institution)) AND (g.person_id = ( SELECT app_person() AS app_person)) AND (g.role = 'cab_member'::text))))));
create policy put_to_the_tenant on change_inside for select to guichet_api, guichet_worker
  using ((( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM change_party p
  WHERE ((p.change_id = change_inside.change_id) AND (p.kind = 'tenant'::text) AND (p.institution_id = ( SELECT app_institution() AS app_institution)) AND (p.shown_at IS NOT NULL) AND (p.removed_at IS NULL))))));
create policy taken_away_by_its_own on change_inside for delete to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy written_by_its_own on change_inside for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND change_is_ours(change_id)));
grant insert, select on change_inside to guichet_api, guichet_worker;
grant select on change_inside to guichet_maintenance;
grant update (plan, tests, backout_plan, backout_minutes, was_tried, loses_function, takes_personal_data, is_major_version, model_id, questionnaire_id, answers, assessment, implementer_ids, hands, owner_id, emergency_reason, emergency_at, version, updated_at) on change_inside to guichet_api, guichet_worker;

-- table change_late, owned by guichet_owner
create table change_late (
  institution_id uuid not null,
  change_id uuid not null,
  kind text not null,
  at timestamp(3) with time zone not null,
  told_at timestamp(3) with time zone,
  constraint change_late_pkey PRIMARY KEY (institution_id, change_id, kind),
  constraint change_late_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_late_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_late_kind_check CHECK ((kind = ANY (ARRAY['end'::text, 'no_return'::text])))
);
CREATE INDEX change_late_due ON public.change_late USING btree (at) WHERE (told_at IS NULL);
alter table change_late enable row level security;
alter table change_late force row level security;
create policy kept_by_its_own on change_late for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)))
  with check (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy maintenance_reads on change_late for select to guichet_maintenance
  using (true);
create policy worker_tells on change_late for all to guichet_worker
  using (true)
  with check (true);
grant delete, insert, select on change_late to guichet_api;
grant select on change_late to guichet_maintenance;
grant delete, select on change_late to guichet_worker;
grant update (at, told_at) on change_late to guichet_api;
grant update (told_at) on change_late to guichet_worker;

-- table change_link, owned by guichet_owner
create table change_link (
  institution_id uuid not null,
  change_id uuid not null,
  kind text not null,
  target_id uuid not null,
  relation text not null,
  linked_by uuid not null,
  linked_at timestamp(3) with time zone not null,
  constraint change_link_pkey PRIMARY KEY (institution_id, change_id, kind, target_id),
  constraint change_link_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_link_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_link_kind_check CHECK ((kind = ANY (ARRAY['ticket'::text, 'problem'::text]))),
  constraint change_link_relation_check CHECK ((relation = ANY (ARRAY['solves'::text, 'relates'::text, 'caused'::text, 'proposed'::text, 'dismissed'::text])))
);
CREATE INDEX change_link_target ON public.change_link USING btree (target_id);
alter table change_link enable row level security;
alter table change_link force row level security;
create policy changed_by_its_own on change_link for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy maintenance_reads on change_link for select to guichet_maintenance
  using (true);
create policy own_provider on change_link for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (COALESCE((( SELECT app_services('provider'::text) AS app_services) = '*'::text), false) OR change_is_ours(change_id))));
create policy taken_away_by_its_own on change_link for delete to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy written_by_its_own on change_link for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND change_is_ours(change_id)));
grant delete, insert, select on change_link to guichet_api, guichet_worker;
grant select on change_link to guichet_maintenance;
grant update (relation, linked_by, linked_at) on change_link to guichet_api, guichet_worker;

-- table change_model, owned by guichet_owner
create table change_model (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  approved_number integer,
  approved_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  suspended_at timestamp(3) with time zone,
  suspended_for text,
  withdrawn_at timestamp(3) with time zone,
  created_by uuid not null,
  created_at timestamp(3) with time zone not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint change_model_pkey PRIMARY KEY (id),
  constraint change_model_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_model_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint change_model_check CHECK ((((approved_number IS NULL) = (approved_at IS NULL)) AND ((approved_at IS NULL) = (expires_at IS NULL)))),
  constraint change_model_check1 CHECK (((suspended_at IS NULL) = (suspended_for IS NULL))),
  constraint change_model_suspended_for_check CHECK ((suspended_for = ANY (ARRAY['failures'::text, 'decision'::text])))
);
CREATE INDEX change_model_listed ON public.change_model USING btree (created_at, id);
CREATE INDEX change_model_of_service ON public.change_model USING btree (service_id, created_at, id);
alter table change_model enable row level security;
alter table change_model force row level security;
create policy drafted_inside on change_model for insert to guichet_api
  with check (((institution_id = app_institution()) AND (created_by = app_person()) AND (approved_at IS NULL) AND app_serves('provider'::text, service_id) AND (service_id IN ( SELECT run_services() AS run_services))));
create policy inside on change_model for select to guichet_api, guichet_worker
  using ((app_serves('provider'::text, service_id) AND (service_id IN ( SELECT run_services() AS run_services))));
create policy maintenance_reads on change_model for select to guichet_maintenance
  using (true);
create policy moved_inside on change_model for update to guichet_api, guichet_worker
  using ((app_serves('provider'::text, service_id) AND (service_id IN ( SELECT run_services() AS run_services))));
create policy once_approved on change_model for select to guichet_api, guichet_worker
  using (((approved_at IS NOT NULL) AND (service_id IN ( SELECT agreed_services() AS agreed_services))));
create policy owner_functions on change_model for select to guichet_owner
  using (true);
grant insert, select on change_model to guichet_api;
grant select on change_model to guichet_maintenance, guichet_worker;
grant update (approved_number, approved_at, expires_at, suspended_at, suspended_for, withdrawn_at, version, updated_at) on change_model to guichet_api, guichet_worker;

-- table change_model_failure, owned by guichet_owner
create table change_model_failure (
  institution_id uuid not null,
  model_id uuid not null,
  change_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint change_model_failure_pkey PRIMARY KEY (institution_id, model_id, change_id),
  constraint change_model_failure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_model_failure_model_id_fkey FOREIGN KEY (model_id) REFERENCES change_model(id)
);
CREATE INDEX change_model_failure_model ON public.change_model_failure USING btree (model_id, at);
alter table change_model_failure enable row level security;
alter table change_model_failure force row level security;
create policy failed_inside on change_model_failure for insert to guichet_api, guichet_worker
  with check ((EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_failure.model_id) AND (m.institution_id = change_model_failure.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services))))));
create policy inside on change_model_failure for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_failure.model_id) AND (m.institution_id = change_model_failure.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services))))));
create policy maintenance_reads on change_model_failure for select to guichet_maintenance
  using (true);
grant insert, select on change_model_failure to guichet_api, guichet_worker;
grant select on change_model_failure to guichet_maintenance;

-- table change_model_plan, owned by guichet_owner
create table change_model_plan (
  institution_id uuid not null,
  model_id uuid not null,
  number integer not null,
  description text not null,
  steps jsonb not null,
  tests text not null,
  backout text not null,
  back_out_minutes integer not null,
  interruption_minutes integer not null,
  needs_maintenance_window boolean not null,
  authors uuid[] not null,
  revision integer not null,
  written_at timestamp(3) with time zone not null,
  approved_by uuid,
  constraint change_model_plan_pkey PRIMARY KEY (institution_id, model_id, number),
  constraint change_model_plan_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_model_plan_model_id_fkey FOREIGN KEY (model_id) REFERENCES change_model(id),
  constraint change_model_plan_back_out_minutes_check CHECK (((back_out_minutes >= 0) AND (back_out_minutes <= 30))),
  constraint change_model_plan_check CHECK (((approved_by IS NULL) OR (NOT (approved_by = ANY (authors))))),
  constraint change_model_plan_interruption_minutes_check CHECK ((interruption_minutes >= 0))
);
CREATE INDEX change_model_plan_model ON public.change_model_plan USING btree (model_id, number);
alter table change_model_plan enable row level security;
alter table change_model_plan force row level security;
create policy drafted_inside on change_model_plan for insert to guichet_api
  with check (((approved_by IS NULL) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_plan.model_id) AND (m.institution_id = change_model_plan.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services)))))));
create policy drafted_inside_still on change_model_plan for update to guichet_api
  using (((approved_by IS NULL) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_plan.model_id) AND (m.institution_id = change_model_plan.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services)))))))
  with check ((((approved_by IS NULL) AND (app_person() = ANY (authors))) OR ((approved_by = app_person()) AND (NOT (app_person() = ANY (authors))) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_plan.model_id) AND (EXISTS ( SELECT 1
           FROM service s
          WHERE ((s.id = m.service_id) AND (s.lead_provider_id = app_institution()))))))))));
create policy inside on change_model_plan for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_plan.model_id) AND (m.institution_id = change_model_plan.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services))))));
create policy maintenance_reads on change_model_plan for select to guichet_maintenance
  using (true);
create policy owner_erases on change_model_plan for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on change_model_plan to guichet_api;
grant select on change_model_plan to guichet_maintenance, guichet_worker;
grant update (description, steps, tests, backout, back_out_minutes, interruption_minutes, needs_maintenance_window, authors, revision, written_at, approved_by) on change_model_plan to guichet_api;

-- table change_model_reason, owned by guichet_owner
create table change_model_reason (
  id uuid not null,
  institution_id uuid not null,
  model_id uuid not null,
  kind text not null,
  reason text not null,
  said_by uuid not null,
  said_at timestamp(3) with time zone not null,
  constraint change_model_reason_pkey PRIMARY KEY (id),
  constraint change_model_reason_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_model_reason_model_id_fkey FOREIGN KEY (model_id) REFERENCES change_model(id),
  constraint change_model_reason_kind_check CHECK ((kind = ANY (ARRAY['suspended'::text, 'withdrawn'::text])))
);
CREATE INDEX change_model_reason_model ON public.change_model_reason USING btree (model_id, said_at, id);
alter table change_model_reason enable row level security;
alter table change_model_reason force row level security;
create policy inside on change_model_reason for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_reason.model_id) AND (m.institution_id = change_model_reason.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services))))));
create policy maintenance_reads on change_model_reason for select to guichet_maintenance
  using (true);
create policy owner_erases on change_model_reason for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_inside on change_model_reason for insert to guichet_api
  with check (((said_by = app_person()) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_reason.model_id) AND (m.institution_id = change_model_reason.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services)))))));
grant insert, select on change_model_reason to guichet_api;
grant select on change_model_reason to guichet_maintenance, guichet_worker;

-- table change_model_version, owned by guichet_owner
create table change_model_version (
  institution_id uuid not null,
  model_id uuid not null,
  number integer not null,
  title_fr text not null,
  title_en text not null,
  approved_at timestamp(3) with time zone,
  constraint change_model_version_pkey PRIMARY KEY (institution_id, model_id, number),
  constraint change_model_version_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_model_version_model_id_fkey FOREIGN KEY (model_id) REFERENCES change_model(id)
);
CREATE INDEX change_model_version_model ON public.change_model_version USING btree (model_id, number);
alter table change_model_version enable row level security;
alter table change_model_version force row level security;
create policy drafted_inside on change_model_version for insert to guichet_api
  with check (((approved_at IS NULL) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_version.model_id) AND (m.institution_id = change_model_version.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services)))))));
create policy drafted_inside_still on change_model_version for update to guichet_api
  using (((approved_at IS NULL) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_version.model_id) AND (m.institution_id = change_model_version.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services)))))))
  with check (((approved_at IS NULL) OR ((EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_version.model_id) AND (EXISTS ( SELECT 1
           FROM service s
          WHERE ((s.id = m.service_id) AND (s.lead_provider_id = app_institution()))))))) AND (EXISTS ( SELECT 1
   FROM change_model_plan p
  WHERE ((p.model_id = change_model_version.model_id) AND (p.number = change_model_version.number) AND (p.approved_by = app_person())))))));
create policy inside on change_model_version for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM change_model m
  WHERE ((m.id = change_model_version.model_id) AND (m.institution_id = change_model_version.institution_id) AND app_serves('provider'::text, m.service_id) AND (m.service_id IN ( SELECT run_services() AS run_services))))));
create policy maintenance_reads on change_model_version for select to guichet_maintenance
  using (true);
create policy once_approved on change_model_version for select to guichet_api, guichet_worker
  using (((approved_at IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM change_model m
  WHERE (m.id = change_model_version.model_id)))));
create policy owner_erases on change_model_version for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on change_model_version to guichet_api;
grant select on change_model_version to guichet_maintenance, guichet_worker;
grant update (title_fr, title_en, approved_at) on change_model_version to guichet_api;

-- table change_note, owned by guichet_owner
create table change_note (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  author_institution_id uuid not null,
  author_id uuid not null,
  audience text not null,
  body text not null,
  written_at timestamp(3) with time zone not null,
  constraint change_note_pkey PRIMARY KEY (id),
  constraint change_note_author_institution_id_fkey FOREIGN KEY (author_institution_id) REFERENCES institution(id),
  constraint change_note_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_note_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_note_audience_check CHECK ((audience = ANY (ARRAY['internal'::text, 'shared'::text])))
);
CREATE INDEX change_note_change ON public.change_note USING btree (change_id, written_at, id);
alter table change_note enable row level security;
alter table change_note force row level security;
create policy maintenance_reads on change_note for select to guichet_maintenance
  using (true);
create policy of_visible_changes on change_note for select to guichet_api, guichet_worker
  using ((((audience = 'shared'::text) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND ((author_institution_id = institution_id) OR (author_institution_id = ( SELECT app_institution() AS app_institution))) AND (EXISTS ( SELECT 1
   FROM change c
  WHERE (c.id = change_note.change_id)))) OR ((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id))));
create policy owner_erases on change_note for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy written_by_oneself on change_note for insert to guichet_api
  with check (((author_id = app_person()) AND (author_institution_id = app_institution()) AND (app_scope() = 'staff'::text) AND (EXISTS ( SELECT 1
   FROM change c
  WHERE ((c.id = change_note.change_id) AND (c.institution_id = change_note.institution_id)))) AND ((audience = 'shared'::text) OR change_is_ours(change_id))));
grant insert, select on change_note to guichet_api;
grant select on change_note to guichet_maintenance, guichet_worker;

-- table change_objection, owned by guichet_owner
create table change_objection (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  owner_id uuid not null,
  person_id uuid not null,
  reason text not null,
  is_security boolean not null,
  objected_at timestamp(3) with time zone not null,
  withdrawn_at timestamp(3) with time zone,
  constraint change_objection_pkey PRIMARY KEY (id),
  constraint change_objection_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_objection_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_objection_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id)
);
CREATE INDEX change_objection_change ON public.change_objection USING btree (change_id);
CREATE UNIQUE INDEX change_objection_now ON public.change_objection USING btree (institution_id, change_id) WHERE (withdrawn_at IS NULL);
alter table change_objection enable row level security;
alter table change_objection force row level security;
create policy maintenance_reads on change_objection for select to guichet_maintenance
  using (true);
create policy own_or_theirs on change_objection for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM change c
  WHERE (c.id = change_objection.change_id)))) OR ((owner_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id))));
create policy owner_erases on change_objection for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_by_the_affected on change_objection for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND app_has_side('user'::text) AND (withdrawn_at IS NULL) AND (EXISTS ( SELECT 1
   FROM (change_party p
     JOIN change c ON (((c.id = p.change_id) AND (c.institution_id = p.owner_id))))
  WHERE ((p.change_id = change_objection.change_id) AND (p.institution_id = app_institution()) AND (p.kind = 'affected'::text) AND (p.owner_id = change_objection.owner_id))))));
create policy withdrawn_at_home on change_objection for update to guichet_api
  using (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM change c
  WHERE (c.id = change_objection.change_id)))));
grant insert, select on change_objection to guichet_api;
grant select on change_objection to guichet_maintenance, guichet_worker;
grant update (withdrawn_at) on change_objection to guichet_api;

-- table change_opinion, owned by guichet_owner
create table change_opinion (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  owner_id uuid not null,
  as_what text not null,
  person_id uuid not null,
  decision text not null,
  reason text,
  digest bytea not null,
  said_at timestamp(3) with time zone not null,
  voided_at timestamp(3) with time zone,
  constraint change_opinion_pkey PRIMARY KEY (id),
  constraint change_opinion_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_opinion_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_opinion_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint change_opinion_as_what_check CHECK ((as_what = ANY (ARRAY['peer'::text, 'authority'::text, 'emergency'::text]))),
  constraint change_opinion_check CHECK (((decision = 'approve'::text) OR (reason IS NOT NULL))),
  constraint change_opinion_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'reject'::text])))
);
CREATE INDEX change_opinion_change ON public.change_opinion USING btree (change_id, said_at);
alter table change_opinion enable row level security;
alter table change_opinion force row level security;
create policy maintenance_reads on change_opinion for select to guichet_maintenance
  using (true);
create policy own_or_theirs on change_opinion for select to guichet_api, guichet_worker
  using ((((owner_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)) OR ((institution_id = ( SELECT app_institution() AS app_institution)) AND (as_what = 'authority'::text) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM change_party p
  WHERE ((p.change_id = change_opinion.change_id) AND (p.kind = 'tenant'::text) AND (p.institution_id = ( SELECT app_institution() AS app_institution)) AND (p.shown_at IS NOT NULL) AND (p.removed_at IS NULL)))))));
create policy owner_erases on change_opinion for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_by_oneself on change_opinion for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (voided_at IS NULL) AND (((owner_id = app_institution()) AND change_is_ours(change_id)) OR ((as_what = 'authority'::text) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM change_party p
  WHERE ((p.change_id = change_opinion.change_id) AND (p.kind = 'tenant'::text) AND (p.institution_id = app_institution()) AND (p.owner_id = change_opinion.owner_id) AND (p.shown_at IS NOT NULL) AND (p.removed_at IS NULL))))))));
create policy voided_by_its_own on change_opinion for update to guichet_api
  using (((owner_id = app_institution()) AND change_is_ours(change_id)));
grant insert, select on change_opinion to guichet_api;
grant select on change_opinion to guichet_maintenance, guichet_worker;
grant update (voided_at) on change_opinion to guichet_api;

-- table change_override, owned by guichet_owner
create table change_override (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  conflict text not null,
  kind text not null,
  reason text not null,
  said_by uuid not null,
  said_at timestamp(3) with time zone not null,
  constraint change_override_pkey PRIMARY KEY (id),
  constraint change_override_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_override_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE UNIQUE INDEX change_override_once ON public.change_override USING btree (institution_id, change_id, conflict);
alter table change_override enable row level security;
alter table change_override force row level security;
create policy maintenance_reads on change_override for select to guichet_maintenance
  using (true);
create policy own_provider on change_override for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)));
create policy owner_erases on change_override for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_by_oneself on change_override for insert to guichet_api
  with check (((institution_id = app_institution()) AND (said_by = app_person()) AND change_is_ours(change_id)));
grant insert, select on change_override to guichet_api;
grant select on change_override to guichet_maintenance, guichet_worker;

-- table change_party, owned by guichet_owner
create table change_party (
  institution_id uuid not null,
  change_id uuid not null,
  kind text not null,
  owner_id uuid not null,
  service_ids uuid[] not null,
  added_reason text,
  removed_reason text,
  removed_at timestamp(3) with time zone,
  shown_at timestamp(3) with time zone,
  listed_at timestamp(3) with time zone not null,
  constraint change_party_pkey PRIMARY KEY (institution_id, change_id, kind),
  constraint change_party_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_party_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_party_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint change_party_kind_check CHECK ((kind = ANY (ARRAY['affected'::text, 'tenant'::text, 'board'::text, 'asker'::text])))
);
CREATE INDEX change_party_change ON public.change_party USING btree (change_id);
CREATE INDEX change_party_listed ON public.change_party USING btree (institution_id, listed_at, change_id);
alter table change_party enable row level security;
alter table change_party force row level security;
create policy maintenance_reads on change_party for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on change_party for update to guichet_api, guichet_worker
  using (((owner_id = app_institution()) AND change_is_run_here(change_id)));
create policy no_longer_concerned on change_party for select to guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (kind = 'affected'::text) AND (shown_at IS NOT NULL) AND (removed_at IS NOT NULL)));
create policy oneself on change_party for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL) AND (shown_at IS NOT NULL) AND (removed_at IS NULL) AND
CASE
    WHEN (( SELECT app_scope() AS app_scope) = 'requester'::text) THEN (kind = 'affected'::text)
    ELSE ((( SELECT app_services('user'::text) AS app_services) = '*'::text) OR (service_ids && ( SELECT app_service_ids('user'::text) AS app_service_ids)) OR (kind = 'board'::text) OR ((kind = 'asker'::text) AND ( SELECT app_has_side('user'::text) AS app_has_side)))
END));
create policy own_change on change_party for select to guichet_api, guichet_worker
  using (((owner_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side) AND ((( SELECT app_services('provider'::text) AS app_services) = '*'::text) OR change_is_run_here(change_id))));
create policy owner_erases on change_party for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on change_party for select to guichet_owner
  using (true);
create policy said_by_its_own on change_party for insert to guichet_api, guichet_worker
  with check (((owner_id = app_institution()) AND change_is_run_here(change_id)));
grant insert, select on change_party to guichet_api, guichet_worker;
grant select on change_party to guichet_maintenance;
grant update (service_ids, added_reason, removed_reason, removed_at, shown_at, listed_at) on change_party to guichet_api, guichet_worker;

-- table change_round, owned by guichet_owner
create table change_round (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  number integer not null,
  kind text not null,
  service_id uuid not null,
  board_version integer not null,
  seats jsonb not null,
  rule jsonb not null,
  quorum_percent integer not null,
  digest bytea not null,
  opened_by uuid not null,
  opened_at timestamp(3) with time zone not null,
  deadline timestamp(3) with time zone not null,
  extended_deadline timestamp(3) with time zone not null,
  extended_at timestamp(3) with time zone,
  remind_at timestamp(3) with time zone,
  state text not null,
  closed_at timestamp(3) with time zone,
  voided_at timestamp(3) with time zone,
  obstructed_at timestamp(3) with time zone,
  constraint change_round_pkey PRIMARY KEY (id),
  constraint change_round_institution_id_change_id_number_key UNIQUE (institution_id, change_id, number),
  constraint change_round_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_round_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_round_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint change_round_check CHECK ((extended_deadline >= deadline)),
  constraint change_round_check1 CHECK (((state = 'open'::text) = (closed_at IS NULL))),
  constraint change_round_check2 CHECK (((state <> 'voided'::text) OR (voided_at IS NOT NULL))),
  constraint change_round_kind_check CHECK ((kind = ANY (ARRAY['board'::text, 'ratification'::text]))),
  constraint change_round_number_check CHECK ((number > 0)),
  constraint change_round_quorum_percent_check CHECK (((quorum_percent >= 0) AND (quorum_percent <= 100))),
  constraint change_round_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text, 'no_quorum'::text, 'voided'::text])))
);
CREATE INDEX change_round_change ON public.change_round USING btree (change_id, number);
CREATE UNIQUE INDEX change_round_open ON public.change_round USING btree (institution_id, change_id) WHERE (state = 'open'::text);
CREATE TRIGGER change_round_stays BEFORE UPDATE ON public.change_round FOR EACH ROW EXECUTE FUNCTION change_round_stays();
alter table change_round enable row level security;
alter table change_round force row level security;
create policy maintenance_reads on change_round for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on change_round for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy opened_by_its_own on change_round for insert to guichet_api
  with check (((institution_id = app_institution()) AND change_is_ours(change_id) AND (state = 'open'::text)));
create policy own_change on change_round for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)));
create policy own_seat on change_round for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND (id IN ( SELECT v.round_id
   FROM change_voter v
  WHERE ((v.institution_id = ( SELECT app_institution() AS app_institution)) AND (v.person_id = ( SELECT app_person() AS app_person)) AND (EXISTS ( SELECT 1
           FROM role_grant g
          WHERE ((g.institution_id = ( SELECT app_institution() AS app_institution)) AND (g.person_id = ( SELECT app_person() AS app_person)) AND (g.role = 'cab_member'::text)))))))));
create policy owner_functions on change_round for select to guichet_owner
  using (true);
grant insert, select on change_round to guichet_api;
grant select on change_round to guichet_maintenance, guichet_worker;
grant update (deadline, extended_deadline, extended_at, remind_at, state, closed_at, voided_at, obstructed_at) on change_round to guichet_api, guichet_worker;

-- table change_round_due, owned by guichet_owner
create table change_round_due (
  round_id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint change_round_due_pkey PRIMARY KEY (round_id),
  constraint change_round_due_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_round_due_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_round_due_round_id_fkey FOREIGN KEY (round_id) REFERENCES change_round(id)
);
CREATE INDEX change_round_due_at ON public.change_round_due USING btree (at);
alter table change_round_due enable row level security;
alter table change_round_due force row level security;
create policy kept_by_its_own on change_round_due for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)))
  with check (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy maintenance_reads on change_round_due for select to guichet_maintenance
  using (true);
create policy worker_closes on change_round_due for all to guichet_worker
  using (true)
  with check (true);
grant delete, insert, select on change_round_due to guichet_api, guichet_worker;
grant select on change_round_due to guichet_maintenance;
grant update (at) on change_round_due to guichet_api, guichet_worker;

-- table change_seat_naming, owned by guichet_owner
create table change_seat_naming (
  institution_id uuid not null,
  board_id uuid not null,
  seat_id uuid not null,
  number integer not null,
  member_id uuid,
  deputies jsonb not null,
  named_by uuid not null,
  named_at timestamp(3) with time zone not null,
  constraint change_seat_naming_pkey PRIMARY KEY (institution_id, board_id, seat_id, number),
  constraint change_seat_naming_board_id_fkey FOREIGN KEY (board_id) REFERENCES change_board(id),
  constraint change_seat_naming_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_seat_naming_member_id_fkey FOREIGN KEY (member_id) REFERENCES person(id),
  constraint change_seat_naming_deputies_check CHECK ((NOT jsonb_path_exists(deputies, '$[*]?(@."until" != null && @."until" <= @."from")'::jsonpath)))
);
CREATE INDEX change_seat_naming_board ON public.change_seat_naming USING btree (board_id, seat_id, number);
alter table change_seat_naming enable row level security;
alter table change_seat_naming force row level security;
create policy maintenance_reads on change_seat_naming for select to guichet_maintenance
  using (true);
create policy named_by_its_own on change_seat_naming for insert to guichet_api
  with check (((institution_id = app_institution()) AND (named_by = app_person()) AND (app_scope() = 'staff'::text) AND ((member_id IS NULL) OR (EXISTS ( SELECT 1
   FROM membership p
  WHERE (p.person_id = change_seat_naming.member_id)))) AND (NOT (EXISTS ( SELECT 1
   FROM jsonb_array_elements(change_seat_naming.deputies) d(value)
  WHERE (NOT (EXISTS ( SELECT 1
           FROM membership p
          WHERE (p.person_id = ((d.value ->> 'person'::text))::uuid))))))) AND (EXISTS ( SELECT 1
   FROM (change_board b
     JOIN change_board_version v ON (((v.board_id = b.id) AND (v.number = b.version))))
  WHERE ((b.id = change_seat_naming.board_id) AND ((v.seats @> jsonb_build_array(jsonb_build_object('id', change_seat_naming.seat_id, 'institutionId', app_institution()))) OR (v.is_full_vote AND (change_seat_naming.seat_id = app_institution()) AND (b.service_id IN ( SELECT agreed_services() AS agreed_services)))))))));
create policy owner_functions on change_seat_naming for select to guichet_owner
  using (true);
create policy with_its_board on change_seat_naming for select to guichet_api, guichet_worker
  using (((board_id IN ( SELECT b.id
   FROM change_board b)) AND ((seat_id <> institution_id) OR (institution_id = ( SELECT app_institution() AS app_institution)) OR (board_id IN ( SELECT b.id
   FROM change_board b
  WHERE (b.institution_id = ( SELECT app_institution() AS app_institution)))))));
grant insert, select on change_seat_naming to guichet_api;
grant select on change_seat_naming to guichet_maintenance, guichet_worker;

-- table change_task, owned by guichet_owner
create table change_task (
  id uuid not null,
  institution_id uuid not null,
  change_id uuid not null,
  "position" integer not null,
  kind text not null,
  title text not null,
  holder_id uuid,
  minutes integer,
  state text not null,
  began_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  ended_by uuid,
  note text,
  constraint change_task_pkey PRIMARY KEY (id),
  constraint change_task_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_task_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_task_kind_check CHECK ((kind = ANY (ARRAY['task'::text, 'test'::text, 'go_no_go'::text, 'backout'::text]))),
  constraint change_task_minutes_check CHECK ((minutes > 0)),
  constraint change_task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'failed'::text, 'skipped'::text])))
);
CREATE UNIQUE INDEX change_task_place ON public.change_task USING btree (institution_id, change_id, "position");
alter table change_task enable row level security;
alter table change_task force row level security;
create policy changed_by_its_own on change_task for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy maintenance_reads on change_task for select to guichet_maintenance
  using (true);
create policy own_provider on change_task for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (COALESCE((( SELECT app_services('provider'::text) AS app_services) = '*'::text), false) OR change_is_ours(change_id))));
create policy owner_erases on change_task for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy put_to_the_seats on change_task for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND (change_id IN ( SELECT v.change_id
   FROM change_voter v
  WHERE ((v.institution_id = ( SELECT app_institution() AS app_institution)) AND (v.person_id = ( SELECT app_person() AS app_person))))) AND (EXISTS ( SELECT 1
   FROM role_grant g
  WHERE ((g.institution_id = ( SELECT app_institution() AS app_institution)) AND (g.person_id = ( SELECT app_person() AS app_person)) AND (g.role = 'cab_member'::text))))));
create policy put_to_the_tenant on change_task for select to guichet_api, guichet_worker
  using ((( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM change_party p
  WHERE ((p.change_id = change_task.change_id) AND (p.kind = 'tenant'::text) AND (p.institution_id = ( SELECT app_institution() AS app_institution)) AND (p.shown_at IS NOT NULL) AND (p.removed_at IS NULL))))));
create policy taken_away_by_its_own on change_task for delete to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND change_is_ours(change_id)));
create policy written_by_its_own on change_task for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND change_is_ours(change_id)));
grant delete, insert, select on change_task to guichet_api, guichet_worker;
grant select on change_task to guichet_maintenance;
grant update (state, began_at, ended_at, ended_by, note) on change_task to guichet_api;

-- table change_vote, owned by guichet_owner
create table change_vote (
  id uuid not null,
  institution_id uuid not null,
  owner_id uuid not null,
  change_id uuid not null,
  round_id uuid not null,
  n integer not null,
  seat_id uuid not null,
  person_id uuid not null,
  decision text not null,
  reason text,
  via text,
  cast_at timestamp(3) with time zone not null,
  constraint change_vote_pkey PRIMARY KEY (id),
  constraint change_vote_owner_id_round_id_n_key UNIQUE (owner_id, round_id, n),
  constraint change_vote_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_vote_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_vote_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint change_vote_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint change_vote_round_id_fkey FOREIGN KEY (round_id) REFERENCES change_round(id),
  constraint change_vote_check CHECK (((decision <> 'reject'::text) OR (reason IS NOT NULL))),
  constraint change_vote_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'reject'::text, 'abstain'::text]))),
  constraint change_vote_n_check CHECK ((n > 0)),
  constraint change_vote_via_check CHECK ((via = 'mail_link'::text))
);
CREATE INDEX change_vote_round ON public.change_vote USING btree (round_id, n);
alter table change_vote enable row level security;
alter table change_vote force row level security;
create policy cast_by_oneself on change_vote for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (app_scope() = 'staff'::text) AND (EXISTS ( SELECT 1
   FROM (change_voter v
     JOIN change_round r ON (((r.id = v.round_id) AND (r.state = 'open'::text))))
  WHERE ((v.round_id = change_vote.round_id) AND (v.seat_id = change_vote.seat_id) AND (v.change_id = change_vote.change_id) AND (v.owner_id = change_vote.owner_id) AND (v.institution_id = app_institution()) AND (v.person_id = app_person()))))));
create policy cast_in_time on change_vote as restrictive for insert to guichet_api
  with check (change_vote_is_in_time(round_id, seat_id, person_id, cast_at));
create policy maintenance_reads on change_vote for select to guichet_maintenance
  using (true);
create policy own_change on change_vote for select to guichet_api, guichet_worker
  using (((owner_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)));
create policy own_seat on change_vote for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND (round_id IN ( SELECT v.round_id
   FROM change_voter v
  WHERE ((v.institution_id = ( SELECT app_institution() AS app_institution)) AND (v.person_id = ( SELECT app_person() AS app_person)) AND (EXISTS ( SELECT 1
           FROM role_grant g
          WHERE ((g.institution_id = ( SELECT app_institution() AS app_institution)) AND (g.person_id = ( SELECT app_person() AS app_person)) AND (g.role = 'cab_member'::text)))))))));
create policy owner_erases on change_vote for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on change_vote to guichet_api;
grant select on change_vote to guichet_maintenance, guichet_worker;

-- table change_voter, owned by guichet_owner
create table change_voter (
  id uuid not null,
  institution_id uuid not null,
  owner_id uuid not null,
  change_id uuid not null,
  round_id uuid not null,
  seat_id uuid not null,
  person_id uuid not null,
  digest bytea not null,
  is_void boolean not null,
  constraint change_voter_pkey PRIMARY KEY (id),
  constraint change_voter_institution_id_person_id_round_id_key UNIQUE (institution_id, person_id, round_id),
  constraint change_voter_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint change_voter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint change_voter_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint change_voter_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint change_voter_round_id_fkey FOREIGN KEY (round_id) REFERENCES change_round(id)
);
CREATE INDEX change_voter_change ON public.change_voter USING btree (change_id);
CREATE INDEX change_voter_round ON public.change_voter USING btree (round_id);
alter table change_voter enable row level security;
alter table change_voter force row level security;
create policy maintenance_reads on change_voter for select to guichet_maintenance
  using (true);
create policy own_change on change_voter for select to guichet_api, guichet_worker
  using (((owner_id = ( SELECT app_institution() AS app_institution)) AND change_is_ours(change_id)));
create policy own_staff on change_voter for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_functions on change_voter for select to guichet_owner
  using (true);
create policy seated_by_its_own on change_voter for insert to guichet_api
  with check (((owner_id = app_institution()) AND change_is_ours(change_id) AND (NOT is_void) AND change_seat_is_theirs(round_id, change_id, digest, seat_id, person_id)));
create policy voided_by_its_own on change_voter for update to guichet_api, guichet_worker
  using (((owner_id = app_institution()) AND change_is_ours(change_id)));
grant insert, select on change_voter to guichet_api;
grant select on change_voter to guichet_maintenance, guichet_worker;
grant update (is_void) on change_voter to guichet_api, guichet_worker;

-- table component, owned by guichet_owner
create table component (
  id uuid not null,
  service_id uuid not null,
  code text not null,
  constraint component_pkey PRIMARY KEY (id),
  constraint component_service_id_code_key UNIQUE (service_id, code),
  constraint component_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
alter table component enable row level security;
alter table component force row level security;
create policy known_to_the_signed_in on component for select to guichet_api, guichet_worker
  using ((( SELECT app_scope() AS app_scope) IS NOT NULL));
create policy maintenance_reads on component for select to guichet_maintenance
  using (true);
create policy owner_keeps on component for all to guichet_owner
  using (true)
  with check (true);
grant select on component to guichet_api, guichet_maintenance, guichet_worker;

-- table component_dependency, owned by guichet_owner
create table component_dependency (
  id uuid not null,
  institution_id uuid not null,
  component_id uuid not null,
  needs_id uuid not null,
  added_by uuid not null,
  added_at timestamp(3) with time zone not null,
  constraint component_dependency_pkey PRIMARY KEY (id),
  constraint component_dependency_component_id_needs_id_key UNIQUE (component_id, needs_id),
  constraint component_dependency_component_id_fkey FOREIGN KEY (component_id) REFERENCES component(id),
  constraint component_dependency_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint component_dependency_needs_id_fkey FOREIGN KEY (needs_id) REFERENCES component(id),
  constraint component_dependency_check CHECK ((component_id <> needs_id))
);
CREATE INDEX component_dependency_needed ON public.component_dependency USING btree (needs_id, component_id);
alter table component_dependency enable row level security;
alter table component_dependency force row level security;
create policy known_to_the_staff on component_dependency for select to guichet_api, guichet_worker
  using ((( SELECT app_scope() AS app_scope) = 'staff'::text));
create policy maintenance_reads on component_dependency for select to guichet_maintenance
  using (true);
create policy owner_keeps on component_dependency for all to guichet_owner
  using (true)
  with check (true);
create policy said_by_who_runs_it on component_dependency for insert to guichet_api
  with check (((institution_id = app_institution()) AND (added_by = app_person()) AND (EXISTS ( SELECT 1
   FROM component c
  WHERE ((c.id = component_dependency.component_id) AND app_serves('provider'::text, c.service_id) AND (c.service_id IN ( SELECT run_services() AS run_services)))))));
create policy taken_back_by_who_runs_it on component_dependency for delete to guichet_api
  using ((EXISTS ( SELECT 1
   FROM component c
  WHERE ((c.id = component_dependency.component_id) AND app_serves('provider'::text, c.service_id) AND (c.service_id IN ( SELECT run_services() AS run_services))))));
grant delete, insert, select on component_dependency to guichet_api;
grant select on component_dependency to guichet_maintenance, guichet_worker;

-- table consequence, owned by guichet_owner
create table consequence (
  institution_id uuid not null,
  event_id uuid not null,
  ticket_id uuid not null,
  kind text not null,
  source_id uuid not null,
  code text,
  text_id uuid,
  state text not null,
  reason text,
  since timestamp(3) with time zone not null,
  at timestamp(3) with time zone not null,
  attempts integer not null default 0,
  done_at timestamp(3) with time zone,
  constraint consequence_pkey PRIMARY KEY (institution_id, event_id, ticket_id),
  constraint consequence_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint consequence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint consequence_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint consequence_kind_check CHECK ((kind = ANY (ARRAY['resolve'::text, 'survivor_ended'::text, 'major_update'::text, 'problem_fixed'::text]))),
  constraint consequence_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'left'::text])))
);
CREATE INDEX consequence_pending ON public.consequence USING btree (at) WHERE (state = 'pending'::text);
CREATE INDEX consequence_source ON public.consequence USING btree (source_id, institution_id);
alter table consequence enable row level security;
alter table consequence force row level security;
create policy done_at_home on consequence for update to guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy maintenance_reads on consequence for select to guichet_maintenance
  using (true);
create policy own_level_1 on consequence for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = consequence.ticket_id) AND (p.side = 'user'::text))))));
create policy owner_functions on consequence for select to guichet_owner
  using (true);
create policy put_down_at_home on consequence for insert to guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = consequence.ticket_id) AND (t.institution_id = app_institution()))))));
create policy worker_looks on consequence for select to guichet_worker
  using (true);
grant select on consequence to guichet_api, guichet_maintenance;
grant insert, select on consequence to guichet_worker;
grant update (state, reason, at, attempts, done_at) on consequence to guichet_worker;

-- table consumer_cursor, owned by guichet_owner
create table consumer_cursor (
  consumer text not null,
  stream_id uuid not null,
  institution_id uuid not null,
  last_number integer not null,
  attempts integer not null default 0,
  retry_at timestamp(3) with time zone,
  parked_at timestamp(3) with time zone,
  error text,
  error_kind text,
  constraint consumer_cursor_pkey PRIMARY KEY (consumer, stream_id, institution_id)
);
CREATE INDEX consumer_cursor_parked ON public.consumer_cursor USING btree (consumer) WHERE (parked_at IS NOT NULL);
CREATE INDEX consumer_cursor_retry ON public.consumer_cursor USING btree (retry_at) WHERE (retry_at IS NOT NULL);
alter table consumer_cursor enable row level security;
alter table consumer_cursor force row level security;
create policy maintenance_reads on consumer_cursor for select to guichet_maintenance
  using (true);
create policy owner_erases on consumer_cursor for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy worker_reads_on on consumer_cursor for all to guichet_worker
  using (true)
  with check (true);
grant select on consumer_cursor to guichet_maintenance;
grant delete, insert, select, update on consumer_cursor to guichet_worker;

-- table consumer_wake, owned by guichet_owner
create table consumer_wake (
  consumer text not null,
  stream_id uuid not null,
  institution_id uuid not null,
  event_id uuid not null,
  handed_at timestamp(3) with time zone not null,
  constraint consumer_wake_pkey PRIMARY KEY (consumer, stream_id, institution_id, event_id)
);
CREATE INDEX consumer_wake_handed ON public.consumer_wake USING btree (handed_at);
alter table consumer_wake enable row level security;
alter table consumer_wake force row level security;
create policy maintenance_reads on consumer_wake for select to guichet_maintenance
  using (true);
create policy worker_wakes on consumer_wake for all to guichet_worker
  using (true)
  with check (true);
grant select on consumer_wake to guichet_maintenance;
grant delete, insert, select, update on consumer_wake to guichet_worker;

-- table credential, owned by guichet_owner
create table credential (
  person_id uuid not null,
  password_hash text not null,
  constraint credential_pkey PRIMARY KEY (person_id),
  constraint credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
alter table credential enable row level security;
alter table credential force row level security;
create policy maintenance_reads on credential for select to guichet_maintenance
  using (true);
create policy owner_keeps on credential for all to guichet_owner
  using (true)
  with check (true);
grant select on credential to guichet_maintenance;

-- table decision_code, owned by guichet_owner
create table decision_code (
  id uuid not null,
  institution_id uuid not null,
  person_id uuid not null,
  link bytea not null,
  made_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  wrong smallint not null,
  used_at timestamp(3) with time zone,
  send_at timestamp(3) with time zone,
  constraint decision_code_pkey PRIMARY KEY (id),
  constraint decision_code_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint decision_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX decision_code_made ON public.decision_code USING btree (made_at);
CREATE INDEX decision_code_of_link ON public.decision_code USING btree (institution_id, person_id, link, made_at);
CREATE INDEX decision_code_to_send ON public.decision_code USING btree (send_at) WHERE (send_at IS NOT NULL);
alter table decision_code enable row level security;
alter table decision_code force row level security;
create policy maintenance_reads on decision_code for select to guichet_maintenance
  using (true);
create policy own_codes on decision_code for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (person_id = ( SELECT app_person() AS app_person)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)))
  with check (((institution_id = app_institution()) AND (person_id = app_person())));
create policy owner_erases on decision_code for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy worker_sends on decision_code for all to guichet_worker
  using (true)
  with check (true);
grant insert on decision_code to guichet_api;
grant select on decision_code to guichet_maintenance;
grant delete on decision_code to guichet_worker;
grant select (id, institution_id, person_id, link, made_at, expires_at, wrong, used_at), update (wrong, used_at) on decision_code to guichet_api;
grant select (id, institution_id, person_id, made_at, expires_at, send_at), update (send_at) on decision_code to guichet_worker;

-- table erasure, owned by guichet_owner
create table erasure (
  person_id uuid not null,
  institution_id uuid not null,
  asked_by uuid not null,
  asked_at timestamp(3) with time zone not null,
  state text not null,
  due_at timestamp(3) with time zone,
  done_at timestamp(3) with time zone,
  at_statement integer not null,
  at_page bigint not null,
  touched bigint not null,
  rows_changed bigint not null,
  is_name_shared boolean not null,
  searched jsonb,
  constraint erasure_pkey PRIMARY KEY (person_id),
  constraint erasure_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint erasure_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint erasure_check CHECK (((state = 'done'::text) = (searched IS NULL))),
  constraint erasure_check1 CHECK (((state = 'done'::text) = (due_at IS NULL))),
  constraint erasure_check2 CHECK (((state = 'done'::text) = (done_at IS NOT NULL))),
  constraint erasure_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text])))
);
CREATE INDEX erasure_due ON public.erasure USING btree (due_at) WHERE (due_at IS NOT NULL);
alter table erasure enable row level security;
alter table erasure force row level security;
create policy maintenance_reads on erasure for select to guichet_maintenance
  using (true);
create policy own_people on erasure for select to guichet_api
  using (((( SELECT app_scope() AS app_scope) = 'staff'::text) AND (person_id IN ( SELECT m.person_id
   FROM membership m
  WHERE (m.institution_id = ( SELECT app_institution() AS app_institution))))));
create policy owner_keeps on erasure for all to guichet_owner
  using (true)
  with check (true);
create policy worker_erases on erasure for all to guichet_worker
  using (true)
  with check (true);
grant select on erasure to guichet_maintenance;
grant select (person_id, institution_id, asked_by, asked_at, state, done_at) on erasure to guichet_api;
grant select (person_id, institution_id, asked_at, state, due_at, rows_changed, is_name_shared), update (due_at) on erasure to guichet_worker;

-- table erasure_file, owned by guichet_owner
create table erasure_file (
  storage_key text not null,
  person_id uuid not null,
  constraint erasure_file_pkey PRIMARY KEY (storage_key),
  constraint erasure_file_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX erasure_file_person ON public.erasure_file USING btree (person_id);
alter table erasure_file enable row level security;
alter table erasure_file force row level security;
create policy maintenance_reads on erasure_file for select to guichet_maintenance
  using (true);
create policy owner_keeps on erasure_file for all to guichet_owner
  using (true)
  with check (true);
create policy worker_removes on erasure_file for all to guichet_worker
  using (true);
grant select on erasure_file to guichet_maintenance;
grant delete, select on erasure_file to guichet_worker;

-- table escalation, owned by guichet_owner
create table escalation (
  id uuid not null,
  ticket_id uuid not null,
  n smallint not null,
  function text not null,
  holder_id uuid not null,
  state text not null,
  waiting_cause text,
  follow_up_at timestamp(3) with time zone,
  is_own boolean not null,
  summary_id uuid not null,
  requester_name text,
  offered_at timestamp(3) with time zone not null,
  accepted_at timestamp(3) with time zone,
  delivered_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  return_code text,
  return_confirmed_at timestamp(3) with time zone,
  return_settled_at timestamp(3) with time zone,
  delivery_code text,
  delivery_id uuid,
  disputed_impact text,
  disputed_urgency text,
  disputed_at timestamp(3) with time zone,
  readers text[] not null,
  external_name text,
  external_reference text,
  constraint escalation_pkey PRIMARY KEY (id),
  constraint escalation_ticket_id_n_key UNIQUE (ticket_id, n),
  constraint escalation_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES message(id),
  constraint escalation_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES institution(id),
  constraint escalation_summary_id_fkey FOREIGN KEY (summary_id) REFERENCES message(id),
  constraint escalation_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint escalation_check CHECK (((state = 'waiting'::text) = (waiting_cause IS NOT NULL))),
  constraint escalation_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'accepted'::text, 'waiting'::text, 'delivered'::text, 'confirmed'::text, 'returned'::text, 'forwarded'::text, 'recalled'::text]))),
  constraint escalation_waiting_cause_check CHECK ((waiting_cause = ANY (ARRAY['spoc'::text, 'third_party'::text, 'planned'::text])))
);
CREATE INDEX escalation_delivered ON public.escalation USING btree (holder_id, delivered_at) WHERE (delivered_at IS NOT NULL);
CREATE INDEX escalation_holder ON public.escalation USING btree (holder_id, state);
CREATE UNIQUE INDEX escalation_open ON public.escalation USING btree (ticket_id) WHERE (state = ANY (ARRAY['offered'::text, 'accepted'::text, 'waiting'::text, 'delivered'::text]));
alter table escalation enable row level security;
alter table escalation force row level security;
create policy maintenance_reads on escalation for select to guichet_maintenance
  using (true);
create policy moved_by_a_party on escalation for update to guichet_api, guichet_worker
  using (((readers && app_reader_keys()) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = escalation.ticket_id) AND (p.until IS NULL))))));
create policy owner_erases on escalation for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy readers on escalation for select to guichet_api, guichet_worker
  using ((readers && ( SELECT app_reader_keys() AS app_reader_keys)));
create policy sent_by_a_party on escalation for insert to guichet_api, guichet_worker
  with check (((readers && app_reader_keys()) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = escalation.ticket_id) AND (p.until IS NULL))))));
grant insert, select on escalation to guichet_api, guichet_worker;
grant select on escalation to guichet_maintenance;
grant update (state, waiting_cause, follow_up_at, accepted_at, delivered_at, ended_at, return_code, return_confirmed_at, return_settled_at, delivery_code, delivery_id, disputed_impact, disputed_urgency, disputed_at, external_reference) on escalation to guichet_api, guichet_worker;

-- table escalation_draft, owned by guichet_owner
create table escalation_draft (
  ticket_id uuid not null,
  institution_id uuid not null,
  function text not null,
  summary text not null,
  message_ids uuid[] not null,
  author_id uuid not null,
  saved_at timestamp(3) with time zone not null,
  constraint escalation_draft_pkey PRIMARY KEY (ticket_id),
  constraint escalation_draft_author_id_fkey FOREIGN KEY (author_id) REFERENCES person(id),
  constraint escalation_draft_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint escalation_draft_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE TRIGGER draft_indexed AFTER INSERT OR DELETE OR UPDATE OF saved_at ON public.escalation_draft FOR EACH ROW EXECUTE FUNCTION draft_indexed();
alter table escalation_draft enable row level security;
alter table escalation_draft force row level security;
create policy maintenance_reads on escalation_draft for select to guichet_maintenance
  using (true);
create policy own_level_1 on escalation_draft for all to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)))
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = escalation_draft.ticket_id) AND (p.side = 'user'::text))))));
create policy owner_erases on escalation_draft for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant delete, insert, select, update on escalation_draft to guichet_api, guichet_worker;
grant select on escalation_draft to guichet_maintenance;

-- table event, owned by guichet_owner
create table event (
  id uuid not null,
  stream_id uuid not null,
  number integer not null,
  domain text not null,
  type text not null,
  audience text not null,
  occurred_at timestamp(3) with time zone not null,
  actor_id uuid not null,
  actor_institution_id uuid not null,
  actor_side text not null,
  readers text[] not null,
  data jsonb not null,
  previous_hash bytea not null,
  hash bytea not null,
  constraint event_pkey PRIMARY KEY (id),
  constraint event_stream_id_number_key UNIQUE (stream_id, number),
  constraint event_stream_id_fkey FOREIGN KEY (stream_id) REFERENCES event_stream(stream_id),
  constraint event_audience_check CHECK ((audience = ANY (ARRAY['requester'::text, 'shared'::text, 'internal'::text])))
);
CREATE INDEX event_audit ON public.event USING btree (actor_institution_id, split_part(type, '.'::text, 1), occurred_at DESC, id DESC);
CREATE TRIGGER event_noted AFTER INSERT ON public.event FOR EACH ROW WHEN (((new.type = 'message.shared'::text) OR ((new.type = 'attachment.added'::text) AND (new.audience <> 'internal'::text) AND ((new.data -> 'isLater'::text) = 'true'::jsonb)))) EXECUTE FUNCTION event_noted();
alter table event enable row level security;
alter table event force row level security;
create policy audience on event for select to guichet_api, guichet_worker
  using (((readers && ( SELECT app_reader_keys() AS app_reader_keys)) OR ((audience = 'requester'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = event.stream_id) AND (p.side = 'user'::text) AND (p.requester_id = ( SELECT app_person() AS app_person))))))));
create policy maintenance_reads on event for select to guichet_maintenance
  using (true);
create policy owner_functions on event for all to guichet_owner
  using (true)
  with check (true);
create policy owner_of_what_was_run on event for select to guichet_worker
  using ((readers && ARRAY[((app_institution())::text || '/system'::text)]));
grant select on event to guichet_api, guichet_maintenance, guichet_worker;

-- table event_chain, owned by guichet_owner
create table event_chain (
  stream_id uuid not null,
  domain text not null,
  last_number integer not null,
  last_hash bytea not null,
  constraint event_chain_pkey PRIMARY KEY (stream_id, domain),
  constraint event_chain_stream_id_fkey FOREIGN KEY (stream_id) REFERENCES event_stream(stream_id)
);
alter table event_chain enable row level security;
alter table event_chain force row level security;
create policy maintenance_reads on event_chain for select to guichet_maintenance
  using (true);
create policy owner_functions on event_chain for all to guichet_owner
  using (true)
  with check (true);
grant select on event_chain to guichet_maintenance;

-- table event_stream, owned by guichet_owner
create table event_stream (
  stream_id uuid not null,
  kind text not null,
  last_number integer not null,
  last_at timestamp(3) with time zone not null,
  constraint event_stream_pkey PRIMARY KEY (stream_id)
);
alter table event_stream enable row level security;
alter table event_stream force row level security;
create policy maintenance_reads on event_stream for select to guichet_maintenance
  using (true);
create policy owner_functions on event_stream for all to guichet_owner
  using (true)
  with check (true);
grant select on event_stream to guichet_maintenance;

-- table external_contact, owned by guichet_owner
create table external_contact (
  institution_id uuid not null,
  ticket_id uuid not null,
  n smallint not null,
  address text not null,
  constraint external_contact_pkey PRIMARY KEY (institution_id, ticket_id, n),
  constraint external_contact_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint external_contact_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
alter table external_contact enable row level security;
alter table external_contact force row level security;
create policy called_by_a_party on external_contact for insert to guichet_api, guichet_worker
  with check (((EXISTS ( SELECT 1
   FROM escalation e
  WHERE ((e.ticket_id = external_contact.ticket_id) AND (e.n = external_contact.n) AND (e.holder_id = external_contact.institution_id) AND (e.external_name IS NOT NULL)))) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = external_contact.ticket_id) AND (p.until IS NULL))))));
create policy followed_up_by on external_contact for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = external_contact.ticket_id) AND (p.side = 'provider'::text))))));
create policy maintenance_reads on external_contact for select to guichet_maintenance
  using (true);
create policy owner_erases on external_contact for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on external_contact to guichet_api, guichet_worker;
grant select on external_contact to guichet_maintenance;

-- table freeze_exemption, owned by guichet_owner
create table freeze_exemption (
  id uuid not null,
  institution_id uuid,
  freeze_id uuid not null,
  change_reference text not null,
  owner_id uuid not null,
  reason text not null,
  said_by uuid not null,
  said_at timestamp(3) with time zone not null,
  withdrawn_at timestamp(3) with time zone,
  withdrawn_by uuid,
  withdraw_reason text,
  constraint freeze_exemption_pkey PRIMARY KEY (id),
  constraint freeze_exemption_freeze_id_fkey FOREIGN KEY (freeze_id) REFERENCES change_freeze(id),
  constraint freeze_exemption_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint freeze_exemption_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint freeze_exemption_check CHECK ((((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) AND ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))))
);
CREATE INDEX freeze_exemption_change ON public.freeze_exemption USING btree (owner_id, change_reference);
CREATE UNIQUE INDEX freeze_exemption_once ON public.freeze_exemption USING btree (freeze_id, change_reference) WHERE (withdrawn_at IS NULL);
alter table freeze_exemption enable row level security;
alter table freeze_exemption force row level security;
create policy maintenance_reads on freeze_exemption for select to guichet_maintenance
  using (true);
create policy of_its_freeze on freeze_exemption for select to guichet_api, guichet_worker
  using (((NOT (institution_id IS DISTINCT FROM NULLIF(( SELECT app_institution() AS app_institution), '00000000-0000-0000-0000-000000000000'::uuid))) AND (EXISTS ( SELECT 1
   FROM change_freeze f
  WHERE ((f.id = freeze_exemption.freeze_id) AND freeze_own(f.scope, f.institution_id, f.service_id))))));
create policy of_the_change on freeze_exemption for select to guichet_api, guichet_worker
  using (((owner_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side)));
create policy owner_erases on freeze_exemption for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_by_the_declarer on freeze_exemption for insert to guichet_api
  with check (((said_by = app_person()) AND (EXISTS ( SELECT 1
   FROM change_freeze f
  WHERE ((f.id = freeze_exemption.freeze_id) AND (NOT (f.institution_id IS DISTINCT FROM freeze_exemption.institution_id)) AND freeze_own(f.scope, f.institution_id, f.service_id))))));
create policy withdrawn_by_the_declarer on freeze_exemption for update to guichet_api
  using (((withdrawn_at IS NULL) AND (NOT (institution_id IS DISTINCT FROM NULLIF(( SELECT app_institution() AS app_institution), '00000000-0000-0000-0000-000000000000'::uuid))) AND (EXISTS ( SELECT 1
   FROM change_freeze f
  WHERE ((f.id = freeze_exemption.freeze_id) AND freeze_own(f.scope, f.institution_id, f.service_id))))))
  with check ((withdrawn_by = app_person()));
grant insert, select on freeze_exemption to guichet_api;
grant select on freeze_exemption to guichet_maintenance, guichet_worker;
grant update (withdrawn_at, withdrawn_by, withdraw_reason) on freeze_exemption to guichet_api;

-- table freeze_period, owned by guichet_owner
create table freeze_period (
  freeze_id uuid not null,
  on_day date not null,
  institution_id uuid,
  scope text not null,
  service_id uuid,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone not null,
  is_long boolean not null,
  is_lifted boolean not null,
  declared_at timestamp(3) with time zone not null,
  working_days date[] not null,
  ahead smallint,
  blocks_shared boolean not null,
  why text,
  constraint freeze_period_pkey PRIMARY KEY (freeze_id, on_day),
  constraint freeze_period_freeze_id_fkey FOREIGN KEY (freeze_id) REFERENCES change_freeze(id),
  constraint freeze_period_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint freeze_period_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint freeze_period_check CHECK (((scope = 'institution'::text) = (why IS NOT NULL))),
  constraint freeze_period_check1 CHECK ((starts_at < ends_at)),
  constraint freeze_period_why_check CHECK ((why = ANY (ARRAY['within_allowance'::text, 'declared_too_late'::text, 'allowance_used'::text, 'no_service_hours'::text])))
);
CREATE INDEX freeze_period_institution ON public.freeze_period USING btree (institution_id, starts_at) WHERE (scope = 'institution'::text);
CREATE INDEX freeze_period_long ON public.freeze_period USING btree (starts_at, ends_at) WHERE is_long;
CREATE INDEX freeze_period_short ON public.freeze_period USING btree (starts_at, ends_at) WHERE (NOT is_long);
alter table freeze_period enable row level security;
alter table freeze_period force row level security;
create policy changed_by_its_own on freeze_period for update to guichet_api
  using (freeze_own(scope, institution_id, service_id));
create policy declared_by_its_own on freeze_period for insert to guichet_api
  with check ((freeze_own(scope, institution_id, service_id) AND (EXISTS ( SELECT 1
   FROM change_freeze f
  WHERE ((f.id = freeze_period.freeze_id) AND (f.scope = freeze_period.scope) AND (NOT (f.institution_id IS DISTINCT FROM freeze_period.institution_id)) AND (NOT (f.service_id IS DISTINCT FROM freeze_period.service_id)))))));
create policy maintenance_reads on freeze_period for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on freeze_period for delete to guichet_api
  using (freeze_own(scope, institution_id, service_id));
create policy of_services on freeze_period for select to guichet_api, guichet_worker
  using (((scope = 'service'::text) AND (service_id IN ( SELECT freeze_services() AS freeze_services))));
create policy of_tenants on freeze_period for select to guichet_api, guichet_worker
  using (((scope = 'institution'::text) AND (institution_id IN ( SELECT freeze_tenants() AS freeze_tenants))));
create policy of_the_consortium on freeze_period for select to guichet_api, guichet_worker
  using (((scope = 'consortium'::text) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)));
create policy of_the_own_institution on freeze_period for select to guichet_api, guichet_worker
  using (((scope = 'institution'::text) AND (institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
grant delete, insert, select on freeze_period to guichet_api;
grant select on freeze_period to guichet_maintenance, guichet_worker;
grant update (ends_at, is_long, is_lifted, working_days, blocks_shared, why) on freeze_period to guichet_api;

-- table handled_part, owned by guichet_owner
create table handled_part (
  ticket_id uuid not null,
  n smallint not null,
  institution_id uuid not null,
  lead_provider_id uuid not null,
  service_id uuid not null,
  holder_id uuid not null,
  is_shown boolean not null,
  held_ms bigint not null,
  constraint handled_part_pkey PRIMARY KEY (ticket_id, n),
  constraint handled_part_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES institution(id),
  constraint handled_part_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint handled_part_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint handled_part_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint handled_part_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES handled_unit(ticket_id)
);
CREATE INDEX handled_part_holder ON public.handled_part USING btree (holder_id, ticket_id);
alter table handled_part enable row level security;
alter table handled_part force row level security;
create policy both_sides_and_holders on handled_part for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text))))) OR ((holder_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text)))))));
create policy changed_by_the_owner on handled_part for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy kept_by_the_owner on handled_part for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM (ticket t
     JOIN agreement a ON ((a.id = t.agreement_id)))
  WHERE ((t.id = handled_part.ticket_id) AND (t.institution_id = handled_part.institution_id) AND (a.lead_provider_id = handled_part.lead_provider_id) AND (t.service_id = handled_part.service_id))))));
create policy maintenance_reads on handled_part for select to guichet_maintenance
  using (true);
grant insert, select on handled_part to guichet_api, guichet_worker;
grant select on handled_part to guichet_maintenance;
grant update (is_shown, held_ms) on handled_part to guichet_api, guichet_worker;

-- table handled_unit, owned by guichet_owner
create table handled_unit (
  ticket_id uuid not null,
  institution_id uuid not null,
  lead_provider_id uuid not null,
  service_id uuid not null,
  agreement_id uuid not null,
  reference text not null,
  kind text not null,
  facts jsonb not null,
  verdict text not null,
  verdict_at timestamp(3) with time zone,
  due_at timestamp(3) with time zone,
  miss_cause text,
  reason text,
  binding boolean,
  month text,
  response text,
  response_due_at timestamp(3) with time zone,
  late_questions integer not null,
  returns integer not null,
  settled_verdict text,
  constraint handled_unit_pkey PRIMARY KEY (ticket_id),
  constraint handled_unit_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint handled_unit_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES agreement(id),
  constraint handled_unit_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint handled_unit_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint handled_unit_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint handled_unit_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint handled_unit_check CHECK (((verdict = 'open'::text) = (verdict_at IS NULL))),
  constraint handled_unit_response_check CHECK ((response = ANY (ARRAY['met'::text, 'missed'::text]))),
  constraint handled_unit_settled_verdict_check CHECK ((settled_verdict = ANY (ARRAY['met'::text, 'missed'::text, 'excluded'::text]))),
  constraint handled_unit_verdict_check CHECK ((verdict = ANY (ARRAY['met'::text, 'missed'::text, 'open'::text, 'excluded'::text])))
);
CREATE INDEX handled_unit_agreement ON public.handled_unit USING btree (agreement_id, month);
CREATE INDEX handled_unit_at_work ON public.handled_unit USING btree (agreement_id, ticket_id) WHERE (NOT (facts @> '[{"type": "ticket", "state": "closed"}]'::jsonb));
CREATE INDEX handled_unit_in_order ON public.handled_unit USING btree (agreement_id, ticket_id);
CREATE INDEX handled_unit_lead ON public.handled_unit USING btree (lead_provider_id, service_id, month);
CREATE INDEX handled_unit_reference ON public.handled_unit USING btree (reference);
CREATE TRIGGER handled_unit_guard BEFORE INSERT OR UPDATE OF settled_verdict ON public.handled_unit FOR EACH ROW EXECUTE FUNCTION handled_unit_guard();
alter table handled_unit enable row level security;
alter table handled_unit force row level security;
create policy both_sides_and_holders on handled_unit for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text))))) OR (ticket_id IN ( SELECT p.ticket_id
   FROM handled_part p
  WHERE ((p.holder_id = ( SELECT app_institution() AS app_institution)) AND p.is_shown)))));
create policy changed_by_the_owner on handled_unit for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy kept_by_the_owner on handled_unit for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM agreement a
  WHERE ((a.id = handled_unit.agreement_id) AND (a.institution_id = handled_unit.institution_id) AND (a.lead_provider_id = handled_unit.lead_provider_id) AND (a.service_id = handled_unit.service_id)))) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = handled_unit.ticket_id) AND (t.institution_id = handled_unit.institution_id) AND (t.reference = handled_unit.reference) AND (t.agreement_id = handled_unit.agreement_id))))));
create policy maintenance_reads on handled_unit for select to guichet_maintenance
  using (true);
create policy owner_erases on handled_unit for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on handled_unit for select to guichet_owner
  using (true);
grant insert, select on handled_unit to guichet_api, guichet_worker;
grant select on handled_unit to guichet_maintenance;
grant update (facts, verdict, verdict_at, due_at, miss_cause, reason, binding, month, response, response_due_at, late_questions, returns, settled_verdict) on handled_unit to guichet_api, guichet_worker;

-- table hierarchical_due, owned by guichet_owner
create table hierarchical_due (
  hierarchical_escalation_id uuid not null,
  institution_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint hierarchical_due_pkey PRIMARY KEY (hierarchical_escalation_id),
  constraint hierarchical_due_hierarchical_escalation_id_fkey FOREIGN KEY (hierarchical_escalation_id) REFERENCES hierarchical_escalation(id),
  constraint hierarchical_due_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE INDEX hierarchical_due_at ON public.hierarchical_due USING btree (at);
alter table hierarchical_due enable row level security;
alter table hierarchical_due force row level security;
create policy maintenance_reads on hierarchical_due for select to guichet_maintenance
  using (true);
create policy put_down_with_it on hierarchical_due for insert to guichet_api
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM hierarchical_escalation h
  WHERE ((h.id = hierarchical_due.hierarchical_escalation_id) AND (h.institution_id = hierarchical_due.institution_id))))));
create policy worker_tells on hierarchical_due for all to guichet_worker
  using (true)
  with check (true);
grant insert on hierarchical_due to guichet_api;
grant select on hierarchical_due to guichet_maintenance;
grant delete, select on hierarchical_due to guichet_worker;
grant update (at) on hierarchical_due to guichet_worker;

-- table hierarchical_escalation, owned by guichet_owner
create table hierarchical_escalation (
  id uuid not null,
  institution_id uuid not null,
  side text not null,
  ticket_id uuid not null,
  service_id uuid not null,
  lead_provider_id uuid,
  addressed_to text not null,
  reference text not null,
  title text not null,
  asked_by uuid not null,
  asker_name text not null,
  asked_at timestamp(3) with time zone not null,
  reason text not null,
  decision_due_at timestamp(3) with time zone not null,
  decision text,
  decision_text text,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  decider_name text,
  decider_institution_id uuid,
  constraint hierarchical_escalation_pkey PRIMARY KEY (id),
  constraint hierarchical_escalation_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id),
  constraint hierarchical_escalation_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint hierarchical_escalation_decider_institution_id_fkey FOREIGN KEY (decider_institution_id) REFERENCES institution(id),
  constraint hierarchical_escalation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint hierarchical_escalation_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint hierarchical_escalation_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint hierarchical_escalation_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint hierarchical_escalation_addressed_to_check CHECK ((addressed_to = ANY (ARRAY['managers'::text, 'lead_provider_managers'::text, 'both'::text]))),
  constraint hierarchical_escalation_check CHECK (((addressed_to = 'managers'::text) = (lead_provider_id IS NULL))),
  constraint hierarchical_escalation_check1 CHECK (((decision IS NULL) = (decided_at IS NULL))),
  constraint hierarchical_escalation_decision_check CHECK ((decision = ANY (ARRAY['agreed'::text, 'declined'::text, 'noted'::text]))),
  constraint hierarchical_escalation_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE INDEX hierarchical_escalation_asked ON public.hierarchical_escalation USING btree (institution_id, asked_at, id);
CREATE INDEX hierarchical_escalation_lead ON public.hierarchical_escalation USING btree (lead_provider_id, asked_at, id) WHERE (lead_provider_id IS NOT NULL);
CREATE UNIQUE INDEX hierarchical_escalation_open ON public.hierarchical_escalation USING btree (institution_id, side, ticket_id) WHERE (decided_at IS NULL);
alter table hierarchical_escalation enable row level security;
alter table hierarchical_escalation force row level security;
create policy asked_by_a_party on hierarchical_escalation for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves(side, service_id) AND (asked_by = app_person()) AND (decided_at IS NULL) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = hierarchical_escalation.ticket_id) AND (p.side = hierarchical_escalation.side) AND (p.until IS NULL))))));
create policy decided_once on hierarchical_escalation for update to guichet_api
  using (((decided_at IS NULL) AND (((institution_id = app_institution()) AND app_serves(side, service_id)) OR ((lead_provider_id = app_institution()) AND app_serves('provider'::text, service_id)))))
  with check ((decided_at IS NOT NULL));
create policy maintenance_reads on hierarchical_escalation for select to guichet_maintenance
  using (true);
create policy owner_erases on hierarchical_escalation for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy those_concerned on hierarchical_escalation for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves(side, service_id)) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id))));
grant insert, select on hierarchical_escalation to guichet_api;
grant select on hierarchical_escalation to guichet_maintenance, guichet_worker;
grant update (decision, decision_text, decided_at, decided_by, decider_name, decider_institution_id) on hierarchical_escalation to guichet_api;

-- table idempotent_answer, owned by guichet_owner
create table idempotent_answer (
  institution_id uuid not null,
  person_id uuid not null,
  key text not null,
  request bytea not null,
  status smallint not null,
  headers jsonb not null,
  body text not null,
  kept_at timestamp(3) with time zone not null,
  constraint idempotent_answer_pkey PRIMARY KEY (institution_id, person_id, key),
  constraint idempotent_answer_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint idempotent_answer_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX idempotent_answer_kept ON public.idempotent_answer USING btree (kept_at);
alter table idempotent_answer enable row level security;
alter table idempotent_answer force row level security;
create policy maintenance_reads on idempotent_answer for select to guichet_maintenance
  using (true);
create policy own_answers on idempotent_answer for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (person_id = ( SELECT app_person() AS app_person)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)))
  with check (((institution_id = app_institution()) AND (person_id = app_person())));
create policy owner_erases on idempotent_answer for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy worker_clears on idempotent_answer for delete to guichet_worker
  using (true);
create policy worker_looks on idempotent_answer for select to guichet_worker
  using (true);
grant insert, select on idempotent_answer to guichet_api;
grant select on idempotent_answer to guichet_maintenance;
grant delete on idempotent_answer to guichet_worker;
grant update (request, status, headers, body, kept_at) on idempotent_answer to guichet_api;
grant select (kept_at) on idempotent_answer to guichet_worker;

-- table improvement, owned by guichet_owner
create table improvement (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  problem_id uuid not null,
  change_reference text,
  action_reference text,
  reference text not null,
  kind text not null,
  title text not null,
  criterion text not null,
  owner_id uuid not null,
  due_on date not null,
  state text not null,
  implemented_by uuid,
  implemented_at timestamp(3) with time zone,
  note text,
  ended_at timestamp(3) with time zone,
  next_on date not null,
  told_on date,
  version integer not null,
  created_by uuid not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint improvement_pkey PRIMARY KEY (id),
  constraint improvement_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint improvement_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint improvement_implemented_by_fkey FOREIGN KEY (implemented_by) REFERENCES person(id),
  constraint improvement_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint improvement_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint improvement_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id),
  constraint improvement_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint improvement_check CHECK (((implemented_by IS NULL) = (implemented_at IS NULL))),
  constraint improvement_check1 CHECK (((state <> ALL (ARRAY['implemented'::text, 'effective'::text, 'ineffective'::text])) OR (implemented_at IS NOT NULL))),
  constraint improvement_kind_check CHECK ((kind = ANY (ARRAY['corrective'::text, 'preventive'::text]))),
  constraint improvement_state_check CHECK ((state = ANY (ARRAY['open'::text, 'implemented'::text, 'effective'::text, 'ineffective'::text, 'cancelled'::text])))
);
CREATE INDEX improvement_listed ON public.improvement USING btree (institution_id, next_on, id);
CREATE INDEX improvement_of_problem ON public.improvement USING btree (problem_id);
alter table improvement enable row level security;
alter table improvement force row level security;
create policy committed_for_ones_problem on improvement for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (created_by = app_person()) AND (state = 'open'::text) AND (EXISTS ( SELECT 1
   FROM problem p
  WHERE ((p.id = improvement.problem_id) AND (p.institution_id = app_institution()) AND (p.service_id = improvement.service_id))))));
create policy maintenance_reads on improvement for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on improvement for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
create policy own_provider on improvement for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)));
create policy owner_erases on improvement for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on improvement for select to guichet_owner
  using (true);
grant insert, select on improvement to guichet_api;
grant select on improvement to guichet_maintenance, guichet_worker;
grant update (action_reference, kind, title, criterion, owner_id, due_on, state, implemented_by, implemented_at, note, ended_at, next_on, version, updated_at) on improvement to guichet_api;
grant update (told_on) on improvement to guichet_worker;

-- table improvement_counter, owned by guichet_owner
create table improvement_counter (
  institution_id uuid not null,
  year integer not null,
  last integer not null,
  constraint improvement_counter_pkey PRIMARY KEY (institution_id, year),
  constraint improvement_counter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table improvement_counter enable row level security;
alter table improvement_counter force row level security;
create policy maintenance_reads on improvement_counter for select to guichet_maintenance
  using (true);
create policy own_institution on improvement_counter for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side)))
  with check (((institution_id = app_institution()) AND app_has_side('provider'::text)));
grant insert, select, update on improvement_counter to guichet_api;
grant select on improvement_counter to guichet_maintenance;

-- table improvement_due, owned by guichet_owner
create table improvement_due (
  improvement_id uuid not null,
  institution_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint improvement_due_pkey PRIMARY KEY (improvement_id),
  constraint improvement_due_improvement_id_fkey FOREIGN KEY (improvement_id) REFERENCES improvement(id),
  constraint improvement_due_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE INDEX improvement_due_at ON public.improvement_due USING btree (at);
alter table improvement_due enable row level security;
alter table improvement_due force row level security;
create policy kept_at_home on improvement_due for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_due.improvement_id) AND (i.institution_id = improvement_due.institution_id))))))
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_due.improvement_id) AND (i.institution_id = improvement_due.institution_id))))));
create policy maintenance_reads on improvement_due for select to guichet_maintenance
  using (true);
create policy owner_finds on improvement_due for select to guichet_owner
  using (true);
create policy owner_hastens on improvement_due for update to guichet_owner
  using (true);
create policy owner_wakes on improvement_due for insert to guichet_owner
  with check (true);
create policy worker_says on improvement_due for all to guichet_worker
  using (true)
  with check (true);
grant delete, insert, select on improvement_due to guichet_api, guichet_worker;
grant select on improvement_due to guichet_maintenance;
grant update (at) on improvement_due to guichet_api, guichet_worker;

-- table improvement_recurrence, owned by guichet_owner
create table improvement_recurrence (
  id uuid not null,
  improvement_id uuid not null,
  institution_id uuid not null,
  kind text not null,
  ticket_id uuid,
  at timestamp(3) with time zone not null,
  withdrawn_at timestamp(3) with time zone,
  recorded_at timestamp(3) with time zone,
  constraint improvement_recurrence_pkey PRIMARY KEY (id),
  constraint improvement_recurrence_improvement_id_fkey FOREIGN KEY (improvement_id) REFERENCES improvement(id),
  constraint improvement_recurrence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint improvement_recurrence_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint improvement_recurrence_check CHECK (((kind = 'ticket'::text) = (ticket_id IS NOT NULL))),
  constraint improvement_recurrence_kind_check CHECK ((kind = ANY (ARRAY['ticket'::text, 'reopened'::text])))
);
CREATE INDEX improvement_recurrence_improvement ON public.improvement_recurrence USING btree (improvement_id, at);
CREATE UNIQUE INDEX improvement_recurrence_ticket ON public.improvement_recurrence USING btree (improvement_id, ticket_id) WHERE ((withdrawn_at IS NULL) AND (ticket_id IS NOT NULL));
alter table improvement_recurrence enable row level security;
alter table improvement_recurrence force row level security;
create policy maintenance_reads on improvement_recurrence for select to guichet_maintenance
  using (true);
create policy owner_finds on improvement_recurrence for select to guichet_owner
  using (true);
create policy owner_notes on improvement_recurrence for insert to guichet_owner
  with check (true);
create policy owner_takes_back on improvement_recurrence for update to guichet_owner
  using (true);
create policy recorded_at_home on improvement_recurrence for update to guichet_worker
  using (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_recurrence.improvement_id) AND (i.institution_id = improvement_recurrence.institution_id))))));
create policy with_it on improvement_recurrence for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_recurrence.improvement_id) AND (i.institution_id = improvement_recurrence.institution_id))))));
grant select on improvement_recurrence to guichet_api, guichet_maintenance, guichet_worker;
grant update (recorded_at) on improvement_recurrence to guichet_worker;

-- table improvement_review, owned by guichet_owner
create table improvement_review (
  improvement_id uuid not null,
  institution_id uuid not null,
  implemented_at timestamp(3) with time zone not null,
  after_days integer not null,
  due_on date not null,
  verdict text,
  note text,
  by_id uuid,
  at timestamp(3) with time zone,
  constraint improvement_review_pkey PRIMARY KEY (improvement_id, implemented_at, after_days),
  constraint improvement_review_by_id_fkey FOREIGN KEY (by_id) REFERENCES person(id),
  constraint improvement_review_improvement_id_fkey FOREIGN KEY (improvement_id) REFERENCES improvement(id),
  constraint improvement_review_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint improvement_review_after_days_check CHECK ((after_days = ANY (ARRAY[30, 90]))),
  constraint improvement_review_check CHECK (((verdict IS NULL) = (by_id IS NULL))),
  constraint improvement_review_check1 CHECK (((verdict IS NULL) = (at IS NULL))),
  constraint improvement_review_check2 CHECK (((verdict IS NULL) = (note IS NULL))),
  constraint improvement_review_verdict_check CHECK ((verdict = ANY (ARRAY['effective'::text, 'not_effective'::text, 'unclear'::text])))
);
CREATE TRIGGER improvement_review_stays BEFORE UPDATE ON public.improvement_review FOR EACH ROW WHEN ((NOT app_is_erasing())) EXECUTE FUNCTION improvement_review_stays();
alter table improvement_review enable row level security;
alter table improvement_review force row level security;
create policy asked_at_home on improvement_review for insert to guichet_api
  with check (((institution_id = app_institution()) AND (verdict IS NULL) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_review.improvement_id) AND (i.institution_id = improvement_review.institution_id))))));
create policy judged_by_another on improvement_review for update to guichet_api
  using (((institution_id = app_institution()) AND (verdict IS NULL) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_review.improvement_id) AND (i.institution_id = improvement_review.institution_id))))))
  with check (((by_id = app_person()) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_review.improvement_id) AND ((app_person() <> i.owner_id) AND (app_person() <> i.implemented_by)))))));
create policy maintenance_reads on improvement_review for select to guichet_maintenance
  using (true);
create policy owner_erases on improvement_review for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy with_it on improvement_review for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_review.improvement_id) AND (i.institution_id = improvement_review.institution_id))))));
grant insert, select on improvement_review to guichet_api;
grant select on improvement_review to guichet_maintenance, guichet_worker;
grant update (verdict, note, by_id, at) on improvement_review to guichet_api;

-- table improvement_task, owned by guichet_owner
create table improvement_task (
  id uuid not null,
  improvement_id uuid not null,
  institution_id uuid not null,
  "position" integer not null,
  title text not null,
  done_by uuid,
  done_at timestamp(3) with time zone,
  removed_at timestamp(3) with time zone,
  constraint improvement_task_pkey PRIMARY KEY (id),
  constraint improvement_task_done_by_fkey FOREIGN KEY (done_by) REFERENCES person(id),
  constraint improvement_task_improvement_id_fkey FOREIGN KEY (improvement_id) REFERENCES improvement(id),
  constraint improvement_task_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint improvement_task_check CHECK (((done_by IS NULL) = (done_at IS NULL)))
);
CREATE INDEX improvement_task_improvement ON public.improvement_task USING btree (improvement_id, "position");
alter table improvement_task enable row level security;
alter table improvement_task force row level security;
create policy added_at_home on improvement_task for insert to guichet_api
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_task.improvement_id) AND (i.institution_id = improvement_task.institution_id))))));
create policy maintenance_reads on improvement_task for select to guichet_maintenance
  using (true);
create policy moved_at_home on improvement_task for update to guichet_api
  using (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_task.improvement_id) AND (i.institution_id = improvement_task.institution_id))))));
create policy owner_erases on improvement_task for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy with_it on improvement_task for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM improvement i
  WHERE ((i.id = improvement_task.improvement_id) AND (i.institution_id = improvement_task.institution_id))))));
grant insert, select on improvement_task to guichet_api;
grant select on improvement_task to guichet_maintenance, guichet_worker;
grant update ("position", title, done_by, done_at, removed_at) on improvement_task to guichet_api;

-- table institution, owned by guichet_owner
create table institution (
  id uuid not null,
  code text not null,
  name text not null,
  domain text not null,
  time_zone text not null,
  holiday_region text not null,
  locale text not null,
  suspended_at timestamp(3) with time zone,
  constraint institution_pkey PRIMARY KEY (id),
  constraint institution_code_key UNIQUE (code)
);
alter table institution enable row level security;
alter table institution force row level security;
create policy known_to_the_signed_in on institution for select to guichet_api, guichet_worker
  using ((( SELECT app_scope() AS app_scope) IS NOT NULL));
create policy maintenance_reads on institution for select to guichet_maintenance
  using (true);
create policy owner_keeps on institution for all to guichet_owner
  using (true)
  with check (true);
grant select on institution to guichet_api, guichet_maintenance, guichet_worker;

-- table institution_targets, owned by guichet_owner
create table institution_targets (
  id uuid not null,
  institution_id uuid not null,
  number integer not null,
  targets jsonb not null,
  warnings jsonb not null,
  also_pauses text[] not null,
  effective_from timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid,
  reason text,
  constraint institution_targets_pkey PRIMARY KEY (id),
  constraint institution_targets_institution_id_number_key UNIQUE (institution_id, number),
  constraint institution_targets_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table institution_targets enable row level security;
alter table institution_targets force row level security;
create policy maintenance_reads on institution_targets for select to guichet_maintenance
  using (true);
create policy own_institution on institution_targets for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_keeps on institution_targets for all to guichet_owner
  using (true)
  with check (true);
create policy recorded_at_home on institution_targets for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (recorded_by = app_person())));
grant insert, select on institution_targets to guichet_api;
grant select on institution_targets to guichet_maintenance, guichet_worker;

-- table live_event, owned by guichet_owner
create table live_event (
  institution_id uuid not null,
  transaction_id bigint not null,
  event_id uuid not null,
  stream_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint live_event_pkey PRIMARY KEY (institution_id, transaction_id, event_id)
);
CREATE INDEX live_event_transaction ON public.live_event USING btree (transaction_id);
alter table live_event enable row level security;
alter table live_event force row level security;
create policy as_the_event on live_event for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM event e
  WHERE (e.id = live_event.event_id)))));
create policy maintenance_reads on live_event for select to guichet_maintenance
  using (true);
create policy owner_functions on live_event for insert to guichet_owner
  with check (true);
create policy worker_clears on live_event for delete to guichet_worker
  using (true);
create policy worker_looks on live_event for select to guichet_worker
  using (true);
grant select on live_event to guichet_api, guichet_maintenance;
grant delete, select on live_event to guichet_worker;

-- table mail, owned by guichet_owner
create table mail (
  id uuid not null,
  institution_id uuid not null,
  ticket_id uuid,
  event_id uuid not null,
  person_id uuid,
  to_address text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  state text not null,
  attempts integer not null default 0,
  created_at timestamp(3) with time zone not null,
  sent_at timestamp(3) with time zone,
  error text,
  external_n smallint,
  change_id uuid,
  calendar text,
  constraint mail_pkey PRIMARY KEY (id),
  constraint mail_institution_id_event_id_person_id_key UNIQUE (institution_id, event_id, person_id),
  constraint mail_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint mail_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint mail_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint mail_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint mail_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint mail_reader_check CHECK (((person_id IS NULL) = (external_n IS NOT NULL))),
  constraint mail_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'uncertain'::text, 'failed'::text])))
);
CREATE UNIQUE INDEX mail_external ON public.mail USING btree (institution_id, event_id) WHERE (person_id IS NULL);
alter table mail enable row level security;
alter table mail force row level security;
create policy maintenance_reads on mail for select to guichet_maintenance
  using (true);
create policy own_institution on mail for all to guichet_worker
  using (((institution_id = app_institution()) AND (app_scope() = 'staff'::text)))
  with check (((institution_id = app_institution()) AND (app_scope() = 'staff'::text)));
create policy owner_erases on mail for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant select on mail to guichet_maintenance;
grant insert, select on mail to guichet_worker;
grant update (state, attempts, sent_at, error) on mail to guichet_worker;

-- table mail_in, owned by guichet_owner
create table mail_in (
  id uuid not null,
  mailbox text not null,
  digest bytea not null,
  size integer not null,
  received_at timestamp(3) with time zone not null,
  state text not null,
  due_at timestamp(3) with time zone not null,
  attempts integer not null default 0,
  outcome text,
  reason text,
  institution_id uuid,
  side text not null default 'user'::text,
  service_id uuid,
  ticket_id uuid,
  sender_digest bytea,
  decided_at timestamp(3) with time zone,
  decided_by uuid,
  decision_reason text,
  cleared_at timestamp(3) with time zone,
  constraint mail_in_pkey PRIMARY KEY (id),
  constraint mail_in_mailbox_digest_key UNIQUE (mailbox, digest),
  constraint mail_in_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint mail_in_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint mail_in_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint mail_in_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint mail_in_check CHECK (((state = 'received'::text) = (outcome IS NULL))),
  constraint mail_in_outcome_check CHECK ((outcome = ANY (ARRAY['created'::text, 'appended'::text, 'ignored'::text, 'quarantined'::text]))),
  constraint mail_in_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text]))),
  constraint mail_in_state_check CHECK ((state = ANY (ARRAY['received'::text, 'done'::text, 'quarantined'::text, 'released'::text, 'discarded'::text])))
);
CREATE INDEX mail_in_due ON public.mail_in USING btree (due_at) WHERE (state = 'received'::text);
CREATE INDEX mail_in_kept ON public.mail_in USING btree (received_at) WHERE (cleared_at IS NULL);
CREATE INDEX mail_in_quarantined ON public.mail_in USING btree (institution_id, received_at, id) WHERE (state = 'quarantined'::text);
CREATE INDEX mail_in_quota ON public.mail_in USING btree (sender_digest, received_at) WHERE (sender_digest IS NOT NULL);
alter table mail_in enable row level security;
alter table mail_in force row level security;
create policy decided_once on mail_in for update to guichet_api
  using (((state = 'quarantined'::text) AND
CASE
    WHEN (institution_id IS NULL) THEN ((( SELECT app_institution() AS app_institution) = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT app_scope() AS app_scope) = 'staff'::text))
    ELSE ((institution_id = ( SELECT app_institution() AS app_institution)) AND
    CASE
        WHEN (service_id IS NULL) THEN app_has_side(side)
        ELSE app_serves(side, service_id)
    END)
END))
  with check (((state = ANY (ARRAY['released'::text, 'discarded'::text])) AND (decided_by IS NOT NULL) AND ((app_person() = decided_by) OR (app_person() = '00000000-0000-0000-0000-000000000000'::uuid))));
create policy maintenance_reads on mail_in for select to guichet_maintenance
  using (true);
create policy owner_erases on mail_in for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy whom_it_concerns on mail_in for select to guichet_api
  using (((state <> 'received'::text) AND
CASE
    WHEN (institution_id IS NULL) THEN ((( SELECT app_institution() AS app_institution) = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT app_scope() AS app_scope) = 'staff'::text))
    ELSE ((institution_id = ( SELECT app_institution() AS app_institution)) AND
    CASE
        WHEN (service_id IS NULL) THEN app_has_side(side)
        ELSE app_serves(side, service_id)
    END)
END));
create policy worker_receives on mail_in for all to guichet_worker
  using (true)
  with check (true);
grant select on mail_in to guichet_api, guichet_maintenance;
grant insert, select, update on mail_in to guichet_worker;
grant update (state, ticket_id, decided_at, decided_by, decision_reason) on mail_in to guichet_api;

-- table mail_in_content, owned by guichet_owner
create table mail_in_content (
  mail_in_id uuid not null,
  institution_id uuid,
  raw bytea not null,
  sender text,
  subject text,
  text_body text,
  files jsonb not null default '[]'::jsonb,
  constraint mail_in_content_pkey PRIMARY KEY (mail_in_id),
  constraint mail_in_content_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint mail_in_content_mail_in_id_fkey FOREIGN KEY (mail_in_id) REFERENCES mail_in(id)
);
alter table mail_in_content enable row level security;
alter table mail_in_content force row level security;
create policy as_the_mail on mail_in_content for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM mail_in m
  WHERE ((m.id = mail_in_content.mail_in_id) AND (m.state = 'quarantined'::text))))));
create policy maintenance_reads on mail_in_content for select to guichet_maintenance
  using (true);
create policy owner_erases on mail_in_content for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy the_institution_or_nobody on mail_in_content for all to guichet_worker
  using (((COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid) = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)))
  with check ((( SELECT app_scope() AS app_scope) = 'staff'::text));
grant select on mail_in_content to guichet_api, guichet_maintenance;
grant delete, insert, select, update on mail_in_content to guichet_worker;

-- table mail_in_effect, owned by guichet_owner
create table mail_in_effect (
  mail_in_id uuid not null,
  institution_id uuid not null,
  outcome text not null,
  reason text not null,
  ticket_id uuid,
  constraint mail_in_effect_pkey PRIMARY KEY (mail_in_id),
  constraint mail_in_effect_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint mail_in_effect_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint mail_in_effect_outcome_check CHECK ((outcome = ANY (ARRAY['created'::text, 'appended'::text, 'ignored'::text])))
);
alter table mail_in_effect enable row level security;
alter table mail_in_effect force row level security;
create policy done_at_home on mail_in_effect for insert to guichet_api
  with check ((institution_id = app_institution()));
create policy maintenance_reads on mail_in_effect for select to guichet_maintenance
  using (true);
create policy worker_finishes on mail_in_effect for select to guichet_worker
  using (true);
grant insert on mail_in_effect to guichet_api;
grant select on mail_in_effect to guichet_maintenance, guichet_worker;

-- table mail_queue, owned by guichet_owner
create table mail_queue (
  mail_id uuid not null,
  institution_id uuid not null,
  due_at timestamp(3) with time zone not null,
  constraint mail_queue_pkey PRIMARY KEY (mail_id),
  constraint mail_queue_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES mail(id)
);
CREATE INDEX mail_queue_due ON public.mail_queue USING btree (due_at);
alter table mail_queue enable row level security;
alter table mail_queue force row level security;
create policy maintenance_reads on mail_queue for select to guichet_maintenance
  using (true);
create policy owner_erases on mail_queue for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy worker_sends on mail_queue for all to guichet_worker
  using (true)
  with check (true);
grant select on mail_queue to guichet_maintenance;
grant delete, insert, select, update on mail_queue to guichet_worker;

-- table mail_suppression, owned by guichet_owner
create table mail_suppression (
  institution_id uuid not null,
  address text not null,
  since timestamp(3) with time zone not null,
  id uuid not null,
  constraint mail_suppression_pkey PRIMARY KEY (institution_id, address),
  constraint mail_suppression_institution_id_id_key UNIQUE (institution_id, id),
  constraint mail_suppression_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table mail_suppression enable row level security;
alter table mail_suppression force row level security;
create policy lifted_at_home on mail_suppression for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)))
  with check (false);
create policy maintenance_reads on mail_suppression for select to guichet_maintenance
  using (true);
create policy own_institution on mail_suppression for all to guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)))
  with check (((institution_id = app_institution()) AND (app_scope() = 'staff'::text)));
create policy owner_erases on mail_suppression for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant delete, select on mail_suppression to guichet_api;
grant select on mail_suppression to guichet_maintenance;
grant delete, insert, select on mail_suppression to guichet_worker;

-- table mail_thread, owned by guichet_owner
create table mail_thread (
  mail_id uuid not null,
  institution_id uuid not null,
  ticket_id uuid,
  constraint mail_thread_pkey PRIMARY KEY (mail_id),
  constraint mail_thread_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint mail_thread_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES mail(id),
  constraint mail_thread_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX mail_thread_ticket ON public.mail_thread USING btree (ticket_id, institution_id) WHERE (ticket_id IS NOT NULL);
alter table mail_thread enable row level security;
alter table mail_thread force row level security;
create policy maintenance_reads on mail_thread for select to guichet_maintenance
  using (true);
create policy worker_finds on mail_thread for select to guichet_worker
  using (true);
create policy written_with_the_mail on mail_thread for insert to guichet_worker
  with check ((institution_id = app_institution()));
grant select on mail_thread to guichet_maintenance;
grant insert, select on mail_thread to guichet_worker;

-- table major_audience, owned by guichet_owner
create table major_audience (
  institution_id uuid not null,
  major_id uuid not null,
  since timestamp(3) with time zone not null,
  constraint major_audience_pkey PRIMARY KEY (institution_id, major_id),
  constraint major_audience_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint major_audience_major_id_fkey FOREIGN KEY (major_id) REFERENCES major_incident(id)
);
CREATE INDEX major_audience_major ON public.major_audience USING btree (major_id);
alter table major_audience enable row level security;
alter table major_audience force row level security;
create policy maintenance_reads on major_audience for select to guichet_maintenance
  using (true);
create policy own_row on major_audience for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_functions on major_audience for all to guichet_owner
  using (true)
  with check (true);
grant select on major_audience to guichet_api, guichet_maintenance, guichet_worker;

-- table major_child, owned by guichet_owner
create table major_child (
  institution_id uuid not null,
  ticket_id uuid not null,
  major_id uuid not null,
  attached_by uuid not null,
  attached_at timestamp(3) with time zone not null,
  constraint major_child_pkey PRIMARY KEY (institution_id, ticket_id),
  constraint major_child_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint major_child_major_id_fkey FOREIGN KEY (major_id) REFERENCES major_incident(id),
  constraint major_child_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX major_child_major ON public.major_child USING btree (major_id, institution_id);
alter table major_child enable row level security;
alter table major_child force row level security;
create policy attached_at_home on major_child for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (attached_by = app_person()) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = major_child.ticket_id) AND (t.institution_id = app_institution())))) AND (EXISTS ( SELECT 1
   FROM major_audience a
  WHERE (a.major_id = major_child.major_id)))));
create policy detached_at_home on major_child for delete to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy maintenance_reads on major_child for select to guichet_maintenance
  using (true);
create policy own_tickets on major_child for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = major_child.ticket_id) AND (p.side = 'user'::text))))));
create policy owner_functions on major_child for select to guichet_owner
  using (true);
grant delete, insert, select on major_child to guichet_api, guichet_worker;
grant select on major_child to guichet_maintenance;

-- table major_incident, owned by guichet_owner
create table major_incident (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  ticket_id uuid,
  title text not null,
  state text not null,
  declared_by uuid not null,
  declared_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  code text,
  constraint major_incident_pkey PRIMARY KEY (id),
  constraint major_incident_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint major_incident_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint major_incident_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint major_incident_check CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL))),
  constraint major_incident_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ended'::text])))
);
CREATE UNIQUE INDEX major_incident_ticket ON public.major_incident USING btree (institution_id, ticket_id) WHERE (state = 'open'::text);
CREATE TRIGGER major_guard BEFORE UPDATE ON public.major_incident FOR EACH ROW WHEN ((NOT app_is_erasing())) EXECUTE FUNCTION major_guard();
alter table major_incident enable row level security;
alter table major_incident force row level security;
create policy announced on major_incident for select to guichet_api, guichet_worker
  using ((((EXISTS ( SELECT 1
   FROM major_audience a
  WHERE ((a.major_id = major_incident.id) AND (a.institution_id = ( SELECT app_institution() AS app_institution))))) AND (app_serves('user'::text, service_id) OR app_serves('provider'::text, service_id))) OR (EXISTS ( SELECT 1
   FROM major_child c
  WHERE (c.major_id = major_incident.id)))));
create policy declared_at_home on major_incident for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND (declared_by = app_person()) AND (state = 'open'::text) AND (app_serves('user'::text, service_id) OR app_serves('provider'::text, service_id)) AND ((ticket_id IS NULL) OR (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = major_incident.ticket_id) AND (t.institution_id = app_institution()) AND (t.service_id = major_incident.service_id)))))));
create policy ended_at_home on major_incident for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND (app_serves('user'::text, service_id) OR app_serves('provider'::text, service_id))));
create policy maintenance_reads on major_incident for select to guichet_maintenance
  using (true);
create policy own on major_incident for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (app_serves('user'::text, service_id) OR app_serves('provider'::text, service_id))));
create policy owner_erases on major_incident for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on major_incident for select to guichet_owner
  using (true);
grant insert, select on major_incident to guichet_api, guichet_worker;
grant select on major_incident to guichet_maintenance;
grant update (state, ended_at, code) on major_incident to guichet_api, guichet_worker;

-- table major_update, owned by guichet_owner
create table major_update (
  id uuid not null,
  major_id uuid not null,
  kind text not null,
  body text not null,
  for_requesters boolean not null,
  author_id uuid not null,
  posted_at timestamp(3) with time zone not null,
  constraint major_update_pkey PRIMARY KEY (id),
  constraint major_update_major_id_fkey FOREIGN KEY (major_id) REFERENCES major_incident(id),
  constraint major_update_kind_check CHECK ((kind = ANY (ARRAY['declared'::text, 'update'::text, 'ended'::text])))
);
CREATE INDEX major_update_major ON public.major_update USING btree (major_id, posted_at, id);
alter table major_update enable row level security;
alter table major_update force row level security;
create policy maintenance_reads on major_update for select to guichet_maintenance
  using (true);
create policy owner_erases on major_update for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy with_its_incident on major_update for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM major_incident m
  WHERE (m.id = major_update.major_id))));
create policy written_at_home on major_update for insert to guichet_api, guichet_worker
  with check (((author_id = app_person()) AND (EXISTS ( SELECT 1
   FROM major_incident m
  WHERE ((m.id = major_update.major_id) AND (m.institution_id = app_institution()) AND (app_serves('user'::text, m.service_id) OR app_serves('provider'::text, m.service_id)))))));
grant insert, select on major_update to guichet_api, guichet_worker;
grant select on major_update to guichet_maintenance;

-- table membership, owned by guichet_owner
create table membership (
  person_id uuid not null,
  institution_id uuid not null,
  site_id uuid,
  constraint membership_pkey PRIMARY KEY (person_id, institution_id),
  constraint membership_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint membership_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id)
);
CREATE INDEX membership_institution ON public.membership USING btree (institution_id);
CREATE TRIGGER live_membership_ended AFTER DELETE ON public.membership FOR EACH ROW EXECUTE FUNCTION live_person_changed('person_id');
CREATE TRIGGER person_name_follow AFTER INSERT OR DELETE OR UPDATE OF person_id, institution_id ON public.membership FOR EACH ROW EXECUTE FUNCTION person_name_follow();
alter table membership enable row level security;
alter table membership force row level security;
create policy maintenance_reads on membership for select to guichet_maintenance
  using (true);
create policy own_institution on membership for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)));
create policy owner_keeps on membership for all to guichet_owner
  using (true)
  with check (true);
grant select on membership to guichet_api, guichet_maintenance, guichet_worker;

-- table message, owned by guichet_owner
create table message (
  id uuid not null,
  ticket_id uuid not null,
  escalation_n smallint,
  kind text not null,
  audience text not null,
  author_id uuid not null,
  author_institution_id uuid not null,
  author_side text not null,
  author_name text,
  body text not null,
  readers text[] not null,
  posted_at timestamp(3) with time zone not null,
  version smallint not null default '1'::smallint,
  edited_at timestamp(3) with time zone,
  mentions uuid[],
  channel text,
  called_at timestamp(3) with time zone,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_author_institution_id_fkey FOREIGN KEY (author_institution_id) REFERENCES institution(id),
  constraint message_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint message_audience_check CHECK ((audience = ANY (ARRAY['requester'::text, 'shared'::text, 'internal'::text]))),
  constraint message_author_side_check CHECK ((author_side = ANY (ARRAY['requester'::text, 'user'::text, 'provider'::text]))),
  constraint message_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'counter'::text]))),
  constraint message_kind_check CHECK ((kind = ANY (ARRAY['description'::text, 'summary'::text, 'message'::text, 'question'::text, 'answer'::text, 'reason'::text, 'delivery'::text, 'resolution'::text, 'external'::text])))
);
CREATE INDEX message_ticket ON public.message USING btree (ticket_id, posted_at, id);
CREATE TRIGGER action_lesson_changed AFTER DELETE OR UPDATE OF body ON public.message FOR EACH ROW EXECUTE FUNCTION action_lesson_changed();
CREATE TRIGGER message_edited BEFORE UPDATE ON public.message FOR EACH ROW WHEN ((NOT app_is_erasing())) EXECUTE FUNCTION message_edited();
CREATE TRIGGER message_noted AFTER INSERT ON public.message FOR EACH ROW WHEN (((new.kind = ANY (ARRAY['message'::text, 'answer'::text, 'reason'::text, 'external'::text])) AND (new.audience <> 'internal'::text))) EXECUTE FUNCTION message_noted();
CREATE TRIGGER message_readers_grow BEFORE UPDATE OF readers ON public.message FOR EACH ROW EXECUTE FUNCTION message_readers_grow();
CREATE TRIGGER ticket_document_follow AFTER INSERT OR DELETE OR UPDATE OF body, readers ON public.message FOR EACH ROW EXECUTE FUNCTION ticket_document_follow();
alter table message enable row level security;
alter table message force row level security;
create policy audience on message for select to guichet_api, guichet_worker
  using (((readers && ( SELECT app_reader_keys() AS app_reader_keys)) OR ((audience = 'requester'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = message.ticket_id) AND (p.side = 'user'::text) AND (p.requester_id = ( SELECT app_person() AS app_person))))))));
create policy maintenance_reads on message for select to guichet_maintenance
  using (true);
create policy own_words on message for insert to guichet_api, guichet_worker
  with check (((author_institution_id = app_institution()) AND (author_id = app_person()) AND
CASE
    WHEN (author_side = 'requester'::text) THEN ((audience = 'requester'::text) AND (EXISTS ( SELECT 1
       FROM ticket_party p
      WHERE ((p.ticket_id = message.ticket_id) AND (p.side = 'user'::text) AND (p.requester_id = app_person())))))
    ELSE (readers && app_reader_keys())
END AND ((audience <> 'internal'::text) OR (readers = ARRAY[reader_key(author_institution_id, author_side)])) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = message.ticket_id) AND (p.until IS NULL))))));
create policy own_words_edited on message for update to guichet_api
  using (((author_id = app_person()) AND (author_institution_id = app_institution()) AND (kind = 'message'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = message.ticket_id) AND (p.until IS NULL))))));
create policy owner_erases on message for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_refreshes on message for select to guichet_owner
  using ((ticket_id = ( SELECT app_uuid('app.refreshing'::text) AS app_uuid)));
create policy readers_tick on message for update to guichet_api, guichet_worker
  using (((readers && app_reader_keys()) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = message.ticket_id) AND (p.until IS NULL))))));
grant insert, select on message to guichet_api, guichet_worker;
grant select on message to guichet_maintenance;
grant update (body, readers, version, edited_at) on message to guichet_api;
grant update (readers) on message to guichet_worker;

-- table message_draft, owned by guichet_owner
create table message_draft (
  institution_id uuid not null,
  person_id uuid not null,
  ticket_id uuid not null,
  body text not null,
  audience text not null,
  version integer not null,
  saved_at timestamp(3) with time zone not null,
  constraint message_draft_pkey PRIMARY KEY (institution_id, person_id, ticket_id),
  constraint message_draft_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint message_draft_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint message_draft_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint message_draft_audience_check CHECK ((audience = ANY (ARRAY['requester'::text, 'shared'::text, 'internal'::text])))
);
alter table message_draft enable row level security;
alter table message_draft force row level security;
create policy maintenance_reads on message_draft for select to guichet_maintenance
  using (true);
create policy nobody_else on message_draft for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (person_id = ( SELECT app_person() AS app_person)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)))
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (app_scope() IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE (t.id = message_draft.ticket_id)))));
create policy owner_erases on message_draft for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant delete, insert, select, update on message_draft to guichet_api;
grant select on message_draft to guichet_maintenance;

-- table message_version, owned by guichet_owner
create table message_version (
  message_id uuid not null,
  number smallint not null,
  body text not null,
  written_at timestamp(3) with time zone not null,
  constraint message_version_pkey PRIMARY KEY (message_id, number),
  constraint message_version_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id)
);
alter table message_version enable row level security;
alter table message_version force row level security;
create policy kept_by_an_edit on message_version for insert to guichet_api
  with check ((EXISTS ( SELECT 1
   FROM message m
  WHERE ((m.id = message_version.message_id) AND (m.version = message_version.number) AND (m.author_id = app_person()) AND (m.author_institution_id = app_institution())))));
create policy maintenance_reads on message_version for select to guichet_maintenance
  using (true);
create policy owner_erases on message_version for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy readers_of_the_message on message_version for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = message_version.message_id))));
grant insert, select on message_version to guichet_api;
grant select on message_version to guichet_maintenance, guichet_worker;

-- table outbox, owned by guichet_owner
create table outbox (
  event_id uuid not null,
  stream_id uuid not null,
  institution_ids uuid[] not null,
  kind text not null,
  type text,
  constraint outbox_pkey PRIMARY KEY (event_id),
  constraint outbox_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id)
);
CREATE TRIGGER live_recorded AFTER INSERT ON public.outbox FOR EACH ROW EXECUTE FUNCTION live_recorded();
alter table outbox enable row level security;
alter table outbox force row level security;
create policy maintenance_reads on outbox for select to guichet_maintenance
  using (true);
create policy owner_functions on outbox for all to guichet_owner
  using (true)
  with check (true);
create policy worker_hands_over on outbox for all to guichet_worker
  using (true);
grant select on outbox to guichet_maintenance;
grant delete, select, update on outbox to guichet_worker;

-- table password_link, owned by guichet_owner
create table password_link (
  id uuid not null,
  person_id uuid,
  institution_id uuid,
  purpose text not null,
  token_hash bytea not null,
  made_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  send_at timestamp(3) with time zone,
  constraint password_link_pkey PRIMARY KEY (id),
  constraint password_link_token_hash_key UNIQUE (token_hash),
  constraint password_link_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint password_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint password_link_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'reset'::text, 'forgotten'::text])))
);
CREATE INDEX password_link_expired ON public.password_link USING btree (expires_at);
CREATE INDEX password_link_person ON public.password_link USING btree (person_id, made_at);
CREATE INDEX password_link_to_send ON public.password_link USING btree (send_at) WHERE (send_at IS NOT NULL);
alter table password_link enable row level security;
alter table password_link force row level security;
create policy maintenance_reads on password_link for select to guichet_maintenance
  using (true);
create policy owner_keeps on password_link for all to guichet_owner
  using (true)
  with check (true);
create policy worker_sends on password_link for all to guichet_worker
  using (true)
  with check (true);
grant select on password_link to guichet_maintenance;
grant delete on password_link to guichet_worker;
grant select (id, person_id, institution_id, purpose, token_hash, expires_at, ended_at, send_at), update (send_at) on password_link to guichet_worker;

-- table person, owned by guichet_owner
create table person (
  id uuid not null,
  email text not null,
  display_name text not null,
  locale text not null,
  time_zone text,
  is_operator boolean not null default false,
  left_at timestamp(3) with time zone,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_email_key UNIQUE (email)
);
CREATE TRIGGER live_person_left AFTER UPDATE OF left_at ON public.person FOR EACH ROW EXECUTE FUNCTION live_person_changed('id');
CREATE TRIGGER person_name_follow AFTER INSERT OR UPDATE OF display_name, email, left_at ON public.person FOR EACH ROW EXECUTE FUNCTION person_name_follow();
alter table person enable row level security;
alter table person force row level security;
create policy colleagues_and_self on person for select to guichet_api, guichet_worker
  using (((( SELECT app_scope() AS app_scope) IS NOT NULL) AND ((id = ( SELECT app_person() AS app_person)) OR (id IN ( SELECT m.person_id
   FROM membership m)))));
create policy maintenance_reads on person for select to guichet_maintenance
  using (true);
create policy owner_keeps on person for all to guichet_owner
  using (true)
  with check (true);
grant select on person to guichet_api, guichet_maintenance, guichet_worker;

-- table person_name, owned by guichet_owner
create table person_name (
  institution_id uuid not null,
  word text collate "C" not null,
  person_id uuid not null,
  constraint person_name_pkey PRIMARY KEY (institution_id, word, person_id),
  constraint person_name_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint person_name_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX person_name_person ON public.person_name USING btree (person_id);
alter table person_name enable row level security;
alter table person_name force row level security;
create policy maintenance_reads on person_name for select to guichet_maintenance
  using (true);
create policy own_level_1 on person_name for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side)));
create policy owner_keeps on person_name for all to guichet_owner
  using (true)
  with check (true);
grant select on person_name to guichet_api, guichet_maintenance, guichet_worker;

-- table plan_due, owned by guichet_owner
create table plan_due (
  plan_id uuid not null,
  step text not null,
  on_date date not null,
  institution_id uuid not null,
  action_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint plan_due_pkey PRIMARY KEY (plan_id, step, on_date),
  constraint plan_due_action_id_fkey FOREIGN KEY (action_id) REFERENCES action(id),
  constraint plan_due_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint plan_due_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES action_plan(id) ON DELETE CASCADE,
  constraint plan_due_step_check CHECK ((step = ANY (ARRAY['next'::text, 'overdue'::text])))
);
CREATE INDEX plan_due_action ON public.plan_due USING btree (action_id) WHERE (step = 'next'::text);
CREATE INDEX plan_due_at ON public.plan_due USING btree (at);
alter table plan_due enable row level security;
alter table plan_due force row level security;
create policy kept_at_home on plan_due for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_due.plan_id) AND (p.institution_id = plan_due.institution_id) AND app_serves('provider'::text, p.service_id))))))
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_due.plan_id) AND (p.institution_id = plan_due.institution_id) AND app_serves('provider'::text, p.service_id))))));
create policy maintenance_reads on plan_due for select to guichet_maintenance
  using (true);
create policy worker_looks on plan_due for all to guichet_worker
  using (true)
  with check (true);
grant delete, insert on plan_due to guichet_api;
grant select on plan_due to guichet_maintenance;
grant delete, insert, select on plan_due to guichet_worker;
grant select (plan_id, step, on_date, institution_id), update (at) on plan_due to guichet_api;
grant update (at) on plan_due to guichet_worker;

-- table plan_occurrence, owned by guichet_owner
create table plan_occurrence (
  institution_id uuid not null,
  plan_id uuid not null,
  on_date date not null,
  outcome text not null,
  reason text,
  ticket_id uuid,
  reference text,
  overdue_at timestamp(3) with time zone,
  overdue_told_at timestamp(3) with time zone,
  run_id uuid,
  done_at timestamp(3) with time zone,
  decided_at timestamp(3) with time zone not null,
  decided_by uuid not null,
  constraint plan_occurrence_pkey PRIMARY KEY (institution_id, plan_id, on_date),
  constraint plan_occurrence_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint plan_occurrence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint plan_occurrence_plan_id_institution_id_fkey FOREIGN KEY (plan_id, institution_id) REFERENCES action_plan(id, institution_id) ON DELETE CASCADE,
  constraint plan_occurrence_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id),
  constraint plan_occurrence_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint plan_occurrence_check CHECK (((outcome = 'skipped'::text) = (reason IS NOT NULL))),
  constraint plan_occurrence_check1 CHECK (((outcome = 'skipped'::text) OR (ticket_id IS NOT NULL))),
  constraint plan_occurrence_check2 CHECK (((outcome = 'opened'::text) OR (done_at IS NULL))),
  constraint plan_occurrence_check3 CHECK (((ticket_id IS NULL) = (overdue_at IS NULL))),
  constraint plan_occurrence_check4 CHECK (((run_id IS NULL) = (done_at IS NULL))),
  constraint plan_occurrence_outcome_check CHECK ((outcome = ANY (ARRAY['opened'::text, 'skipped'::text])))
);
CREATE UNIQUE INDEX plan_occurrence_ticket ON public.plan_occurrence USING btree (ticket_id) WHERE (ticket_id IS NOT NULL);
alter table plan_occurrence enable row level security;
alter table plan_occurrence force row level security;
create policy maintenance_reads on plan_occurrence for select to guichet_maintenance
  using (true);
create policy moved_by_a_provider on plan_occurrence for update to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_occurrence.plan_id) AND (p.institution_id = plan_occurrence.institution_id) AND app_serves('provider'::text, p.service_id))))));
create policy noted_by_a_provider on plan_occurrence for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND (decided_by = app_person()) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_occurrence.plan_id) AND (p.institution_id = plan_occurrence.institution_id) AND app_serves('provider'::text, p.service_id))))));
create policy owner_erases on plan_occurrence for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy with_its_plan on plan_occurrence for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_occurrence.plan_id) AND (p.institution_id = plan_occurrence.institution_id))))));
grant insert, select on plan_occurrence to guichet_api, guichet_worker;
grant select on plan_occurrence to guichet_maintenance;
grant update (outcome, reason, overdue_at, overdue_told_at, run_id, done_at, decided_at, decided_by) on plan_occurrence to guichet_api, guichet_worker;

-- table plan_run, owned by guichet_owner
create table plan_run (
  institution_id uuid not null,
  plan_id uuid not null,
  run_id uuid not null,
  on_date date not null,
  outcome text not null,
  finished_at timestamp(3) with time zone not null,
  results jsonb not null,
  constraint plan_run_pkey PRIMARY KEY (institution_id, plan_id, run_id),
  constraint plan_run_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint plan_run_institution_id_plan_id_on_date_fkey FOREIGN KEY (institution_id, plan_id, on_date) REFERENCES plan_occurrence(institution_id, plan_id, on_date) ON DELETE CASCADE,
  constraint plan_run_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id),
  constraint plan_run_outcome_check CHECK ((outcome = ANY (ARRAY['worked'::text, 'partly'::text, 'no_effect'::text, 'made_worse'::text, 'abandoned'::text])))
);
CREATE INDEX plan_run_listed ON public.plan_run USING btree (institution_id, plan_id, finished_at, run_id);
alter table plan_run enable row level security;
alter table plan_run force row level security;
create policy maintenance_reads on plan_run for select to guichet_maintenance
  using (true);
create policy noted_by_a_provider on plan_run for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_run.plan_id) AND (p.institution_id = plan_run.institution_id) AND app_serves('provider'::text, p.service_id)))) AND (EXISTS ( SELECT 1
   FROM run r
  WHERE ((r.id = plan_run.run_id) AND (r.institution_id = plan_run.institution_id) AND (r.state = 'finished'::text))))));
create policy owner_erases on plan_run for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy with_its_plan on plan_run for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM action_plan p
  WHERE ((p.id = plan_run.plan_id) AND (p.institution_id = plan_run.institution_id))))));
grant insert, select on plan_run to guichet_api, guichet_worker;
grant select on plan_run to guichet_maintenance;

-- table presence, owned by guichet_owner
create table presence (
  institution_id uuid not null,
  person_id uuid not null,
  state text not null,
  until timestamp(3) with time zone,
  constraint presence_pkey PRIMARY KEY (institution_id, person_id),
  constraint presence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint presence_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint presence_state_check CHECK ((state = ANY (ARRAY['present'::text, 'away'::text])))
);
alter table presence enable row level security;
alter table presence force row level security;
create policy changed_by_oneself on presence for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (person_id = app_person())));
create policy colleagues on presence for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side))));
create policy maintenance_reads on presence for select to guichet_maintenance
  using (true);
create policy owner_erases on presence for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_by_oneself on presence for insert to guichet_api
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (person_id = app_person())));
grant insert, select on presence to guichet_api;
grant select on presence to guichet_maintenance, guichet_worker;
grant update (state, until) on presence to guichet_api;

-- table problem, owned by guichet_owner
create table problem (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  reference text not null,
  state text not null,
  publication_id uuid,
  published_at timestamp(3) with time zone,
  listed_at timestamp(3) with time zone not null,
  fixed_at timestamp(3) with time zone,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint problem_pkey PRIMARY KEY (id),
  constraint problem_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint problem_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint problem_check CHECK (((publication_id IS NULL) = (published_at IS NULL))),
  constraint problem_check1 CHECK (((state <> 'known_error'::text) OR (published_at IS NOT NULL))),
  constraint problem_state_check CHECK ((state = ANY (ARRAY['open'::text, 'known_error'::text, 'fixing'::text, 'fixed'::text, 'closed'::text])))
);
CREATE INDEX problem_listed ON public.problem USING btree (listed_at, id);
CREATE INDEX problem_of_service ON public.problem USING btree (service_id, listed_at, id);
CREATE TRIGGER improvement_problem_reopened AFTER UPDATE OF state ON public.problem FOR EACH ROW WHEN (((old.state = ANY (ARRAY['fixed'::text, 'closed'::text])) AND (new.state = ANY (ARRAY['open'::text, 'known_error'::text])))) EXECUTE FUNCTION improvement_problem_reopened();
CREATE TRIGGER problem_shown AFTER UPDATE OF published_at ON public.problem FOR EACH ROW WHEN (((old.published_at IS NULL) <> (new.published_at IS NULL))) EXECUTE FUNCTION problem_shown();
alter table problem enable row level security;
alter table problem force row level security;
create policy maintenance_reads on problem for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on problem for update to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
create policy of_own_tickets on problem for select to guichet_api, guichet_worker
  using (((published_at IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM problem_ticket l
  WHERE ((l.problem_id = problem.id) AND (l.institution_id = ( SELECT app_institution() AS app_institution)) AND (l.unlinked_at IS NULL))))));
create policy opened_by_a_holder on problem for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (published_at IS NULL) AND (EXISTS ( SELECT 1
   FROM responsibility r
  WHERE ((r.service_id = problem.service_id) AND (r.institution_id = app_institution()))))));
create policy own_provider on problem for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)));
create policy owner_functions on problem for select to guichet_owner
  using (true);
create policy published on problem for select to guichet_api, guichet_worker
  using (((published_at IS NOT NULL) AND (service_id IN ( SELECT problem_services() AS problem_services))));
grant insert, select on problem to guichet_api;
grant select on problem to guichet_maintenance, guichet_worker;
grant update (state, publication_id, published_at, listed_at, fixed_at, version, updated_at) on problem to guichet_api;

-- table problem_counter, owned by guichet_owner
create table problem_counter (
  institution_id uuid not null,
  year integer not null,
  last integer not null,
  constraint problem_counter_pkey PRIMARY KEY (institution_id, year),
  constraint problem_counter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table problem_counter enable row level security;
alter table problem_counter force row level security;
create policy maintenance_reads on problem_counter for select to guichet_maintenance
  using (true);
create policy own_institution on problem_counter for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side)))
  with check (((institution_id = app_institution()) AND app_has_side('provider'::text)));
grant insert, select, update on problem_counter to guichet_api;
grant select on problem_counter to guichet_maintenance;

-- table problem_follower, owned by guichet_owner
create table problem_follower (
  institution_id uuid not null,
  problem_id uuid not null,
  person_id uuid not null,
  since timestamp(3) with time zone not null,
  constraint problem_follower_pkey PRIMARY KEY (institution_id, problem_id, person_id),
  constraint problem_follower_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_follower_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint problem_follower_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id)
);
alter table problem_follower enable row level security;
alter table problem_follower force row level security;
create policy by_oneself on problem_follower for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (app_scope() IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM problem p
  WHERE (p.id = problem_follower.problem_id)))));
create policy given_up_by_oneself on problem_follower for delete to guichet_api
  using (((institution_id = app_institution()) AND (person_id = app_person()) AND (app_scope() IS NOT NULL)));
create policy maintenance_reads on problem_follower for select to guichet_maintenance
  using (true);
create policy oneself on problem_follower for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (person_id = ( SELECT app_person() AS app_person)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)));
create policy owner_erases on problem_follower for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy worker_writes_to_them on problem_follower for select to guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side)));
grant delete, insert, select on problem_follower to guichet_api;
grant select on problem_follower to guichet_maintenance, guichet_worker;

-- table problem_inside, owned by guichet_owner
create table problem_inside (
  problem_id uuid not null,
  institution_id uuid not null,
  title text not null,
  cause text,
  component_ids uuid[] not null,
  title_fr text,
  title_en text,
  workaround_fr text,
  workaround_en text,
  words tsvector not null,
  version integer not null,
  opened_by uuid not null,
  opened_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint problem_inside_pkey PRIMARY KEY (problem_id),
  constraint problem_inside_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_inside_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id)
);
alter table problem_inside enable row level security;
alter table problem_inside force row level security;
create policy changed_by_its_own on problem_inside for update to guichet_api
  using (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM problem p
  WHERE ((p.id = problem_inside.problem_id) AND (p.institution_id = app_institution()) AND app_serves('provider'::text, p.service_id))))));
create policy maintenance_reads on problem_inside for select to guichet_maintenance
  using (true);
create policy own_provider on problem_inside for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM problem p
  WHERE ((p.id = problem_inside.problem_id) AND (p.institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, p.service_id))))));
create policy owner_erases on problem_inside for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy written_by_its_own on problem_inside for insert to guichet_api
  with check (((institution_id = app_institution()) AND (opened_by = app_person()) AND (EXISTS ( SELECT 1
   FROM problem p
  WHERE ((p.id = problem_inside.problem_id) AND (p.institution_id = app_institution()) AND app_serves('provider'::text, p.service_id))))));
grant insert, select on problem_inside to guichet_api;
grant select on problem_inside to guichet_maintenance;
grant update (title, cause, component_ids, title_fr, title_en, workaround_fr, workaround_en, words, version, updated_at) on problem_inside to guichet_api;

-- table problem_note, owned by guichet_owner
create table problem_note (
  id uuid not null,
  problem_id uuid not null,
  institution_id uuid not null,
  author_id uuid not null,
  body text not null,
  written_at timestamp(3) with time zone not null,
  constraint problem_note_pkey PRIMARY KEY (id),
  constraint problem_note_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_note_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id)
);
CREATE INDEX problem_note_problem ON public.problem_note USING btree (problem_id, written_at, id);
alter table problem_note enable row level security;
alter table problem_note force row level security;
create policy maintenance_reads on problem_note for select to guichet_maintenance
  using (true);
create policy own_provider on problem_note for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM problem_inside i
  WHERE (i.problem_id = problem_note.problem_id)))));
create policy owner_erases on problem_note for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy written_by_its_own on problem_note for insert to guichet_api
  with check (((institution_id = app_institution()) AND (author_id = app_person()) AND (EXISTS ( SELECT 1
   FROM problem_inside i
  WHERE (i.problem_id = problem_note.problem_id)))));
grant insert, select on problem_note to guichet_api;
grant select on problem_note to guichet_maintenance;

-- table problem_publication, owned by guichet_owner
create table problem_publication (
  id uuid not null,
  problem_id uuid not null,
  institution_id uuid not null,
  number integer not null,
  title_fr text not null,
  title_en text,
  workaround_fr text not null,
  workaround_en text,
  component_ids uuid[] not null,
  fixed_fr text,
  fixed_en text,
  words tsvector not null,
  published_at timestamp(3) with time zone not null,
  withdrawn_at timestamp(3) with time zone,
  constraint problem_publication_pkey PRIMARY KEY (id),
  constraint problem_publication_institution_id_problem_id_number_key UNIQUE (institution_id, problem_id, number),
  constraint problem_publication_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_publication_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id),
  constraint problem_publication_check CHECK (((fixed_fr IS NULL) = (fixed_en IS NULL)))
);
CREATE INDEX problem_publication_problem ON public.problem_publication USING btree (problem_id, number);
alter table problem_publication enable row level security;
alter table problem_publication force row level security;
create policy maintenance_reads on problem_publication for select to guichet_maintenance
  using (true);
create policy owner_erases on problem_publication for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy published_by_its_own on problem_publication for insert to guichet_api
  with check (((institution_id = app_institution()) AND (withdrawn_at IS NULL) AND (EXISTS ( SELECT 1
   FROM problem_inside i
  WHERE (i.problem_id = problem_publication.problem_id)))));
create policy with_its_problem on problem_publication for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM problem p
  WHERE ((p.id = problem_publication.problem_id) AND ((problem_publication.withdrawn_at IS NULL) OR ((p.institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, p.service_id)))))));
create policy withdrawn_by_its_own on problem_publication for update to guichet_api
  using (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM problem_inside i
  WHERE (i.problem_id = problem_publication.problem_id)))));
grant insert, select on problem_publication to guichet_api;
grant select on problem_publication to guichet_maintenance, guichet_worker;
grant update (withdrawn_at) on problem_publication to guichet_api;

-- table problem_telling, owned by guichet_owner
create table problem_telling (
  institution_id uuid not null,
  event_id uuid not null,
  person_id uuid not null,
  problem_id uuid not null,
  told_at timestamp(3) with time zone not null,
  constraint problem_telling_pkey PRIMARY KEY (institution_id, event_id, person_id),
  constraint problem_telling_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint problem_telling_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_telling_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint problem_telling_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id)
);
CREATE INDEX problem_telling_problem ON public.problem_telling USING btree (problem_id, event_id);
alter table problem_telling enable row level security;
alter table problem_telling force row level security;
create policy maintenance_reads on problem_telling for select to guichet_maintenance
  using (true);
create policy own_institution on problem_telling for select to guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side)));
create policy owner_functions on problem_telling for select to guichet_owner
  using (true);
create policy told_at_home on problem_telling for insert to guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text)));
grant select on problem_telling to guichet_maintenance;
grant insert, select on problem_telling to guichet_worker;

-- table problem_ticket, owned by guichet_owner
create table problem_ticket (
  id uuid not null,
  institution_id uuid not null,
  ticket_id uuid not null,
  problem_id uuid not null,
  owner_id uuid not null,
  side text not null,
  is_public boolean not null,
  public_since timestamp(3) with time zone,
  linked_by uuid not null,
  linked_at timestamp(3) with time zone not null,
  unlinked_at timestamp(3) with time zone,
  constraint problem_ticket_pkey PRIMARY KEY (id),
  constraint problem_ticket_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint problem_ticket_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint problem_ticket_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problem(id),
  constraint problem_ticket_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint problem_ticket_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE UNIQUE INDEX problem_ticket_now ON public.problem_ticket USING btree (institution_id, ticket_id, problem_id) WHERE (unlinked_at IS NULL);
CREATE INDEX problem_ticket_problem ON public.problem_ticket USING btree (problem_id, institution_id);
CREATE TRIGGER improvement_ticket_linked AFTER INSERT OR UPDATE OF unlinked_at ON public.problem_ticket FOR EACH ROW EXECUTE FUNCTION improvement_ticket_linked();
alter table problem_ticket enable row level security;
alter table problem_ticket force row level security;
create policy linked_by_a_party on problem_ticket for insert to guichet_api, guichet_worker
  with check (((linked_by = app_person()) AND (unlinked_at IS NULL) AND problem_takes(problem_id, owner_id, is_public, ticket_id, institution_id) AND (((side = 'user'::text) AND (institution_id = app_institution()) AND app_has_side('user'::text) AND is_public AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = problem_ticket.ticket_id) AND (p.side = 'user'::text))))) OR ((side = 'provider'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = problem_ticket.ticket_id) AND (p.side = 'provider'::text) AND (p.institution_id = app_institution()) AND (p.until IS NULL))))))));
create policy maintenance_reads on problem_ticket for select to guichet_maintenance
  using (true);
create policy of_escalated_tickets on problem_ticket for select to guichet_api, guichet_worker
  using (((is_public OR (owner_id = ( SELECT app_institution() AS app_institution))) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = problem_ticket.ticket_id) AND (p.side = 'provider'::text) AND ((p.until IS NULL) OR ((problem_ticket.linked_at < p.until) AND ((problem_ticket.owner_id = ( SELECT app_institution() AS app_institution)) OR (problem_ticket.public_since < p.until)))))))));
create policy of_own_tickets on problem_ticket for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND is_public AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = problem_ticket.ticket_id) AND (p.side = 'user'::text))))));
create policy owner_functions on problem_ticket for select to guichet_owner
  using (true);
create policy owner_shows on problem_ticket for update to guichet_owner
  using (true);
create policy taken_off_by_a_party on problem_ticket for update to guichet_api, guichet_worker
  using (((unlinked_at IS NULL) AND (((institution_id = app_institution()) AND is_public AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = problem_ticket.ticket_id) AND (p.side = 'user'::text))))) OR ((is_public OR (owner_id = app_institution())) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = problem_ticket.ticket_id) AND (p.side = 'provider'::text) AND (p.institution_id = app_institution()) AND (p.until IS NULL))))))))
  with check ((unlinked_at IS NOT NULL));
grant insert, select on problem_ticket to guichet_api, guichet_worker;
grant select on problem_ticket to guichet_maintenance;
grant update (unlinked_at) on problem_ticket to guichet_api, guichet_worker;

-- table published_month, owned by guichet_owner
create table published_month (
  agreement_id uuid not null,
  month text not null,
  institution_id uuid not null,
  lead_provider_id uuid not null,
  service_id uuid not null,
  published_at timestamp(3) with time zone not null,
  published_by uuid not null,
  verdicts jsonb not null,
  counts jsonb not null,
  constraint published_month_pkey PRIMARY KEY (agreement_id, month),
  constraint published_month_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES agreement(id),
  constraint published_month_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint published_month_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint published_month_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
alter table published_month enable row level security;
alter table published_month force row level security;
create policy both_sides on published_month for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text)))))));
create policy maintenance_reads on published_month for select to guichet_maintenance
  using (true);
create policy owner_functions on published_month for select to guichet_owner
  using (true);
create policy published_by_the_lead_provider on published_month for insert to guichet_api, guichet_worker
  with check (((lead_provider_id = app_institution()) AND app_serves('provider'::text, service_id) AND (published_by = app_person()) AND (EXISTS ( SELECT 1
   FROM agreement a
  WHERE ((a.id = published_month.agreement_id) AND (a.institution_id = published_month.institution_id) AND (a.lead_provider_id = published_month.lead_provider_id) AND (a.service_id = published_month.service_id))))));
grant insert, select on published_month to guichet_api, guichet_worker;
grant select on published_month to guichet_maintenance;

-- table ready_text, owned by guichet_owner
create table ready_text (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  use text not null,
  name text not null,
  code text not null,
  text_fr text,
  text_en text,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint ready_text_pkey PRIMARY KEY (id),
  constraint ready_text_institution_id_service_id_use_name_key UNIQUE (institution_id, service_id, use, name),
  constraint ready_text_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ready_text_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint ready_text_check CHECK (((text_fr IS NOT NULL) OR (text_en IS NOT NULL))),
  constraint ready_text_use_check CHECK ((use = ANY (ARRAY['return'::text, 'deliver'::text])))
);
alter table ready_text enable row level security;
alter table ready_text force row level security;
create policy changed_at_home on ready_text for update to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
create policy kept_by_a_holder on ready_text for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND ((EXISTS ( SELECT 1
   FROM responsibility r
  WHERE ((r.service_id = ready_text.service_id) AND (r.institution_id = app_institution())))) OR (EXISTS ( SELECT 1
   FROM service s
  WHERE ((s.id = ready_text.service_id) AND (s.lead_provider_id = app_institution())))))));
create policy maintenance_reads on ready_text for select to guichet_maintenance
  using (true);
create policy own_provider_side on ready_text for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)));
create policy owner_erases on ready_text for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy removed_at_home on ready_text for delete to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
grant delete, insert, select on ready_text to guichet_api;
grant select on ready_text to guichet_maintenance;
grant update (name, code, text_fr, text_en, version, updated_at) on ready_text to guichet_api;

-- table recurring_due, owned by guichet_owner
create table recurring_due (
  recurring_id uuid not null,
  institution_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint recurring_due_pkey PRIMARY KEY (recurring_id),
  constraint recurring_due_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint recurring_due_recurring_id_fkey FOREIGN KEY (recurring_id) REFERENCES recurring_ticket(id) ON DELETE CASCADE
);
CREATE INDEX recurring_due_at ON public.recurring_due USING btree (at);
alter table recurring_due enable row level security;
alter table recurring_due force row level security;
create policy kept_at_home on recurring_due for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM recurring_ticket r
  WHERE ((r.id = recurring_due.recurring_id) AND (r.institution_id = recurring_due.institution_id))))))
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM recurring_ticket r
  WHERE ((r.id = recurring_due.recurring_id) AND (r.institution_id = recurring_due.institution_id))))));
create policy maintenance_reads on recurring_due for select to guichet_maintenance
  using (true);
create policy worker_opens on recurring_due for all to guichet_worker
  using (true)
  with check (true);
grant delete, insert on recurring_due to guichet_api;
grant select on recurring_due to guichet_maintenance;
grant delete, insert, select on recurring_due to guichet_worker;
grant select (recurring_id, institution_id), update (at) on recurring_due to guichet_api;
grant update (at) on recurring_due to guichet_worker;

-- table recurring_occurrence, owned by guichet_owner
create table recurring_occurrence (
  institution_id uuid not null,
  recurring_id uuid not null,
  on_date date not null,
  outcome text not null,
  reason text,
  ticket_id uuid,
  reference text,
  decided_at timestamp(3) with time zone not null,
  decided_by uuid not null,
  constraint recurring_occurrence_pkey PRIMARY KEY (institution_id, recurring_id, on_date),
  constraint recurring_occurrence_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id),
  constraint recurring_occurrence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint recurring_occurrence_recurring_id_fkey FOREIGN KEY (recurring_id) REFERENCES recurring_ticket(id) ON DELETE CASCADE,
  constraint recurring_occurrence_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint recurring_occurrence_check CHECK (((outcome = 'opened'::text) = (ticket_id IS NOT NULL))),
  constraint recurring_occurrence_check1 CHECK (((outcome = 'skipped'::text) = (reason IS NOT NULL))),
  constraint recurring_occurrence_outcome_check CHECK ((outcome = ANY (ARRAY['opened'::text, 'skipped'::text])))
);
alter table recurring_occurrence enable row level security;
alter table recurring_occurrence force row level security;
create policy maintenance_reads on recurring_occurrence for select to guichet_maintenance
  using (true);
create policy noted_at_home on recurring_occurrence for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM recurring_ticket r
  WHERE ((r.id = recurring_occurrence.recurring_id) AND (r.institution_id = recurring_occurrence.institution_id))))));
create policy with_it on recurring_occurrence for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM recurring_ticket r
  WHERE ((r.id = recurring_occurrence.recurring_id) AND (r.institution_id = recurring_occurrence.institution_id))))));
grant insert, select on recurring_occurrence to guichet_api, guichet_worker;
grant select on recurring_occurrence to guichet_maintenance;

-- table recurring_ticket, owned by guichet_owner
create table recurring_ticket (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  site_id uuid not null,
  maker_id uuid not null,
  kind text not null,
  title text not null,
  description text not null,
  impact text,
  urgency text,
  requester_id uuid,
  assignee_id uuid,
  team_id uuid,
  model_id uuid,
  fields jsonb,
  recurrence text not null,
  starts_on date not null,
  at_time text not null,
  time_zone text not null,
  move_to_working_day text not null,
  state text not null,
  paused_reason text,
  last_on date,
  next_on date,
  next_at timestamp(3) with time zone,
  version integer not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint recurring_ticket_pkey PRIMARY KEY (id),
  constraint recurring_ticket_assignee_id_institution_id_fkey FOREIGN KEY (assignee_id, institution_id) REFERENCES membership(person_id, institution_id),
  constraint recurring_ticket_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint recurring_ticket_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES person(id),
  constraint recurring_ticket_model_id_institution_id_fkey FOREIGN KEY (model_id, institution_id) REFERENCES request_model(id, institution_id),
  constraint recurring_ticket_requester_id_institution_id_fkey FOREIGN KEY (requester_id, institution_id) REFERENCES membership(person_id, institution_id),
  constraint recurring_ticket_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint recurring_ticket_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint recurring_ticket_team_id_institution_id_fkey FOREIGN KEY (team_id, institution_id) REFERENCES team(id, institution_id),
  constraint recurring_ticket_check CHECK (((state = 'paused'::text) = (paused_reason IS NOT NULL))),
  constraint recurring_ticket_check1 CHECK (((state = 'running'::text) = (next_at IS NOT NULL))),
  constraint recurring_ticket_check2 CHECK (((next_on IS NULL) = (next_at IS NULL))),
  constraint recurring_ticket_kind_check CHECK ((kind = ANY (ARRAY['incident'::text, 'request'::text]))),
  constraint recurring_ticket_move_to_working_day_check CHECK ((move_to_working_day = ANY (ARRAY['none'::text, 'next'::text, 'previous'::text]))),
  constraint recurring_ticket_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'ended'::text])))
);
CREATE INDEX recurring_ticket_listed ON public.recurring_ticket USING btree (institution_id, created_at, id);
alter table recurring_ticket enable row level security;
alter table recurring_ticket force row level security;
create policy changed_by_level_1 on recurring_ticket for update to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('user'::text, service_id)))
  with check (((institution_id = app_institution()) AND app_serves('user'::text, service_id)));
create policy level_1 on recurring_ticket for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('user'::text, service_id)));
create policy made_by_level_1 on recurring_ticket for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('user'::text, service_id) AND (maker_id = app_person())));
create policy maintenance_reads on recurring_ticket for select to guichet_maintenance
  using (true);
create policy owner_erases on recurring_ticket for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy removed_by_level_1 on recurring_ticket for delete to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('user'::text, service_id)));
grant delete, insert, select on recurring_ticket to guichet_api;
grant select on recurring_ticket to guichet_maintenance, guichet_worker;
grant update (maker_id, title, description, impact, urgency, requester_id, assignee_id, team_id, fields, recurrence, starts_on, at_time, time_zone, move_to_working_day, state, paused_reason, last_on, next_on, next_at, version, updated_at) on recurring_ticket to guichet_api;
grant update (state, paused_reason, last_on, next_on, next_at, version, updated_at) on recurring_ticket to guichet_worker;

-- table reference_counter, owned by guichet_owner
create table reference_counter (
  institution_id uuid not null,
  year integer not null,
  last integer not null,
  constraint reference_counter_pkey PRIMARY KEY (institution_id, year),
  constraint reference_counter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table reference_counter enable row level security;
alter table reference_counter force row level security;
create policy maintenance_reads on reference_counter for select to guichet_maintenance
  using (true);
create policy own_institution on reference_counter for all to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND (app_scope() IS NOT NULL)))
  with check (((institution_id = app_institution()) AND (app_scope() IS NOT NULL)));
grant insert, select, update on reference_counter to guichet_api, guichet_worker;
grant select on reference_counter to guichet_maintenance;

-- table release, owned by guichet_owner
create table release (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  reference text not null,
  label text not null,
  kind text not null,
  state text not null,
  published_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint release_pkey PRIMARY KEY (id),
  constraint release_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint release_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint release_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint release_check CHECK (((state = 'published'::text) = (published_at IS NOT NULL))),
  constraint release_kind_check CHECK ((kind = ANY (ARRAY['minor'::text, 'major'::text]))),
  constraint release_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text])))
);
CREATE UNIQUE INDEX release_label ON public.release USING btree (institution_id, service_id, label);
CREATE INDEX release_listed ON public.release USING btree (institution_id, created_at, id);
alter table release enable row level security;
alter table release force row level security;
create policy drafted_by_a_holder on release for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (state = 'draft'::text) AND (EXISTS ( SELECT 1
   FROM responsibility r
  WHERE ((r.service_id = release.service_id) AND (r.institution_id = app_institution()))))));
create policy drafts on release for update to guichet_api
  using (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND (state = 'draft'::text)))
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id)));
create policy maintenance_reads on release for select to guichet_maintenance
  using (true);
create policy own_provider on release for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)));
create policy owner_erases on release for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on release for select to guichet_owner
  using (true);
create policy published on release for select to guichet_api, guichet_worker
  using (((state = 'published'::text) AND (EXISTS ( SELECT 1
   FROM release_change c
  WHERE ((c.release_id = release.id) AND (c.shown_at IS NOT NULL))
 OFFSET 0))));
grant insert, select on release to guichet_api;
grant select on release to guichet_maintenance, guichet_worker;
grant update (label, kind, state, published_at, version, updated_at) on release to guichet_api;

-- table release_change, owned by guichet_owner
create table release_change (
  institution_id uuid not null,
  change_id uuid not null,
  release_id uuid not null,
  service_id uuid not null,
  shown_at timestamp(3) with time zone,
  constraint release_change_pkey PRIMARY KEY (institution_id, change_id),
  constraint release_change_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id),
  constraint release_change_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint release_change_release_id_fkey FOREIGN KEY (release_id) REFERENCES release(id),
  constraint release_change_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
CREATE INDEX release_change_change ON public.release_change USING btree (change_id);
CREATE INDEX release_change_release ON public.release_change USING btree (release_id);
alter table release_change enable row level security;
alter table release_change force row level security;
create policy bundled_by_its_own on release_change for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('provider'::text, service_id) AND release_is_open(release_id) AND change_is_ours(change_id)));
create policy maintenance_reads on release_change for select to guichet_maintenance
  using (true);
create policy of_their_changes on release_change for select to guichet_api, guichet_worker
  using (((shown_at IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM change_party p
  WHERE ((p.institution_id = ( SELECT app_institution() AS app_institution)) AND (p.change_id = release_change.change_id) AND (p.shown_at IS NOT NULL) AND (p.removed_at IS NULL))
 OFFSET 0))));
create policy own_provider on release_change for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('provider'::text, service_id)));
create policy shown_by_its_own on release_change for update to guichet_api
  using (release_is_open(release_id));
create policy taken_out_by_its_own on release_change for delete to guichet_api
  using (release_is_open(release_id));
grant delete, insert, select on release_change to guichet_api;
grant select on release_change to guichet_maintenance, guichet_worker;
grant update (shown_at) on release_change to guichet_api;

-- table release_counter, owned by guichet_owner
create table release_counter (
  institution_id uuid not null,
  year integer not null,
  last integer not null,
  constraint release_counter_pkey PRIMARY KEY (institution_id, year),
  constraint release_counter_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table release_counter enable row level security;
alter table release_counter force row level security;
create policy maintenance_reads on release_counter for select to guichet_maintenance
  using (true);
create policy own_institution on release_counter for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('provider'::text) AS app_has_side)))
  with check (((institution_id = app_institution()) AND app_has_side('provider'::text)));
grant insert, select, update on release_counter to guichet_api;
grant select on release_counter to guichet_maintenance;

-- table release_notes, owned by guichet_owner
create table release_notes (
  institution_id uuid not null,
  release_id uuid not null,
  number integer not null,
  notes_fr text not null,
  notes_en text not null,
  issues_fr text,
  issues_en text,
  written_by uuid not null,
  written_at timestamp(3) with time zone not null,
  constraint release_notes_pkey PRIMARY KEY (institution_id, release_id, number),
  constraint release_notes_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint release_notes_release_id_fkey FOREIGN KEY (release_id) REFERENCES release(id),
  constraint release_notes_number_check CHECK ((number > 0))
);
CREATE INDEX release_notes_release ON public.release_notes USING btree (release_id, number);
alter table release_notes enable row level security;
alter table release_notes force row level security;
create policy drafts on release_notes for update to guichet_api
  using (((institution_id = app_institution()) AND release_is_open(release_id)))
  with check (((institution_id = app_institution()) AND (written_by = app_person())));
create policy maintenance_reads on release_notes for select to guichet_maintenance
  using (true);
create policy of_visible_releases on release_notes for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM release r
  WHERE (r.id = release_notes.release_id))));
create policy owner_erases on release_notes for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy written_by_its_own on release_notes for insert to guichet_api
  with check (((institution_id = app_institution()) AND (written_by = app_person()) AND (EXISTS ( SELECT 1
   FROM release r
  WHERE ((r.id = release_notes.release_id) AND (r.institution_id = app_institution()) AND app_serves('provider'::text, r.service_id))))));
grant insert, select on release_notes to guichet_api;
grant select on release_notes to guichet_maintenance, guichet_worker;
grant update (notes_fr, notes_en, issues_fr, issues_en, written_by, written_at) on release_notes to guichet_api;

-- table request_count, owned by guichet_owner
create table request_count (
  minute timestamp(0) with time zone not null,
  key bytea not null,
  amount integer not null,
  constraint request_count_pkey PRIMARY KEY (minute, key),
  constraint request_count_check CHECK (((octet_length(key) = 16) AND (amount > 0)))
);
alter table request_count enable row level security;
alter table request_count force row level security;
create policy maintenance_reads on request_count for select to guichet_maintenance
  using (true);
create policy owner_keeps on request_count for all to guichet_owner
  using (true)
  with check (true);
grant select on request_count to guichet_maintenance;

-- table request_model, owned by guichet_owner
create table request_model (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  created_by uuid not null,
  created_at timestamp(3) with time zone not null,
  retired_at timestamp(3) with time zone,
  constraint request_model_pkey PRIMARY KEY (id),
  constraint request_model_id_institution_id_key UNIQUE (id, institution_id),
  constraint request_model_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint request_model_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint request_model_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
CREATE INDEX request_model_listed ON public.request_model USING btree (institution_id, service_id, created_at, id);
alter table request_model enable row level security;
alter table request_model force row level security;
create policy maintenance_reads on request_model for select to guichet_maintenance
  using (true);
create policy own_institution on request_model for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)));
create policy retired_at_home on request_model for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_serves('user'::text, service_id)));
create policy written_at_home on request_model for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves('user'::text, service_id) AND (created_by = app_person())));
grant insert, select on request_model to guichet_api;
grant select on request_model to guichet_maintenance, guichet_worker;
grant update (retired_at) on request_model to guichet_api;

-- table request_model_version, owned by guichet_owner
create table request_model_version (
  model_id uuid not null,
  number integer not null,
  institution_id uuid not null,
  content jsonb not null,
  written_by uuid not null,
  written_at timestamp(3) with time zone not null,
  published_by uuid,
  published_at timestamp(3) with time zone,
  constraint request_model_version_pkey PRIMARY KEY (model_id, number),
  constraint request_model_version_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint request_model_version_model_id_fkey FOREIGN KEY (model_id) REFERENCES request_model(id),
  constraint request_model_version_published_by_fkey FOREIGN KEY (published_by) REFERENCES person(id),
  constraint request_model_version_written_by_fkey FOREIGN KEY (written_by) REFERENCES person(id),
  constraint request_model_version_check CHECK (((published_by IS NULL) = (published_at IS NULL))),
  constraint request_model_version_number_check CHECK ((number > 0))
);
alter table request_model_version enable row level security;
alter table request_model_version force row level security;
create policy maintenance_reads on request_model_version for select to guichet_maintenance
  using (true);
create policy owner_erases on request_model_version for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy published on request_model_version for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL) AND ((published_at IS NOT NULL) OR ( SELECT app_has_side('user'::text) AS app_has_side))));
create policy published_once on request_model_version for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (published_at IS NULL) AND (EXISTS ( SELECT 1
   FROM request_model m
  WHERE ((m.id = request_model_version.model_id) AND app_serves('user'::text, m.service_id))))))
  with check (((published_at IS NOT NULL) AND (published_by = app_person())));
create policy written_at_home on request_model_version for insert to guichet_api
  with check (((institution_id = app_institution()) AND (written_by = app_person()) AND (published_at IS NULL) AND (EXISTS ( SELECT 1
   FROM request_model m
  WHERE ((m.id = request_model_version.model_id) AND app_serves('user'::text, m.service_id))))));
grant insert, select on request_model_version to guichet_api;
grant select on request_model_version to guichet_maintenance, guichet_worker;
grant update (published_by, published_at) on request_model_version to guichet_api;

-- table resettling, owned by guichet_owner
create table resettling (
  ticket_id uuid not null,
  institution_id uuid not null,
  since timestamp(3) with time zone not null,
  constraint resettling_pkey PRIMARY KEY (ticket_id),
  constraint resettling_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint resettling_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX resettling_since ON public.resettling USING btree (since);
alter table resettling enable row level security;
alter table resettling force row level security;
create policy done_by_the_owner on resettling for delete to guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy maintenance_reads on resettling for select to guichet_maintenance
  using (true);
create policy put_down_by_the_owner on resettling for insert to guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = resettling.ticket_id) AND (t.institution_id = app_institution()))))));
create policy put_off_by_the_owner on resettling for update to guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy worker_sweeps on resettling for select to guichet_worker
  using (true);
grant select on resettling to guichet_maintenance;
grant delete, insert, select on resettling to guichet_worker;
grant update (since) on resettling to guichet_worker;

-- table responsibility, owned by guichet_owner
create table responsibility (
  id uuid not null,
  service_id uuid not null,
  function text not null,
  "position" integer not null,
  institution_id uuid,
  external_name text,
  external_address text,
  constraint responsibility_pkey PRIMARY KEY (id),
  constraint responsibility_service_id_function_position_key UNIQUE (service_id, function, "position"),
  constraint responsibility_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint responsibility_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint responsibility_check CHECK (((institution_id IS NULL) <> (external_name IS NULL)))
);
CREATE INDEX responsibility_institution ON public.responsibility USING btree (institution_id, service_id);
alter table responsibility enable row level security;
alter table responsibility force row level security;
create policy known_to_the_signed_in on responsibility for select to guichet_api, guichet_worker
  using ((( SELECT app_scope() AS app_scope) IS NOT NULL));
create policy maintenance_reads on responsibility for select to guichet_maintenance
  using (true);
create policy owner_keeps on responsibility for all to guichet_owner
  using (true)
  with check (true);
grant select on responsibility to guichet_api, guichet_maintenance, guichet_worker;

-- table risk_questionnaire, owned by guichet_owner
create table risk_questionnaire (
  id uuid not null,
  institution_id uuid not null,
  service_id uuid not null,
  number integer not null,
  questions jsonb not null,
  medium_from integer not null,
  high_from integer not null,
  published_by uuid not null,
  published_at timestamp(3) with time zone not null,
  constraint risk_questionnaire_pkey PRIMARY KEY (id),
  constraint risk_questionnaire_institution_id_service_id_number_key UNIQUE (institution_id, service_id, number),
  constraint risk_questionnaire_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint risk_questionnaire_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id)
);
CREATE INDEX risk_questionnaire_service ON public.risk_questionnaire USING btree (service_id, number);
alter table risk_questionnaire enable row level security;
alter table risk_questionnaire force row level security;
create policy maintenance_reads on risk_questionnaire for select to guichet_maintenance
  using (true);
create policy owner_erases on risk_questionnaire for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy published_by_the_lead on risk_questionnaire for insert to guichet_api
  with check (((institution_id = app_institution()) AND (published_by = app_person()) AND app_serves('provider'::text, service_id) AND (EXISTS ( SELECT 1
   FROM service s
  WHERE ((s.id = risk_questionnaire.service_id) AND (s.lead_provider_id = app_institution()))))));
create policy whom_it_concerns on risk_questionnaire for select to guichet_api, guichet_worker
  using (((service_id IN ( SELECT run_services() AS run_services)) OR (service_id IN ( SELECT agreed_services() AS agreed_services))));
grant insert, select on risk_questionnaire to guichet_api;
grant select on risk_questionnaire to guichet_maintenance, guichet_worker;

-- table role_grant, owned by guichet_owner
create table role_grant (
  institution_id uuid not null,
  person_id uuid not null,
  role text not null,
  service_ids uuid[],
  constraint role_grant_pkey PRIMARY KEY (institution_id, person_id, role),
  constraint role_grant_person_id_institution_id_fkey FOREIGN KEY (person_id, institution_id) REFERENCES membership(person_id, institution_id)
);
CREATE INDEX role_grant_person ON public.role_grant USING btree (person_id);
CREATE TRIGGER live_roles_changed AFTER INSERT OR DELETE OR UPDATE ON public.role_grant FOR EACH ROW EXECUTE FUNCTION live_person_changed('person_id');
alter table role_grant enable row level security;
alter table role_grant force row level security;
create policy maintenance_reads on role_grant for select to guichet_maintenance
  using (true);
create policy own_institution on role_grant for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL)));
create policy owner_keeps on role_grant for all to guichet_owner
  using (true)
  with check (true);
grant select on role_grant to guichet_api, guichet_maintenance, guichet_worker;

-- table run, owned by guichet_owner
create table run (
  id uuid not null,
  institution_id uuid not null,
  side text not null,
  action_id uuid not null,
  version_id uuid not null,
  owner_id uuid not null,
  service_id uuid not null,
  ticket_id uuid,
  change_reference text,
  parameters jsonb not null,
  state text not null,
  outcome text,
  results jsonb not null default '{}'::jsonb,
  assignee_id uuid not null,
  started_by uuid not null,
  started_at timestamp(3) with time zone not null,
  finished_by uuid,
  finished_at timestamp(3) with time zone,
  minutes integer,
  note text,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint run_pkey PRIMARY KEY (id),
  constraint run_action_id_fkey FOREIGN KEY (action_id) REFERENCES action(id),
  constraint run_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES person(id),
  constraint run_finished_by_fkey FOREIGN KEY (finished_by) REFERENCES person(id),
  constraint run_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint run_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES institution(id),
  constraint run_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint run_started_by_fkey FOREIGN KEY (started_by) REFERENCES person(id),
  constraint run_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint run_version_id_fkey FOREIGN KEY (version_id) REFERENCES action_version(id),
  constraint run_check CHECK (((state = 'finished'::text) = (outcome IS NOT NULL))),
  constraint run_check1 CHECK (((state = 'finished'::text) = (finished_at IS NOT NULL))),
  constraint run_check2 CHECK (((state = 'finished'::text) = (finished_by IS NOT NULL))),
  constraint run_minutes_check CHECK (((minutes >= 0) AND (minutes <= 14400))),
  constraint run_outcome_check CHECK ((outcome = ANY (ARRAY['worked'::text, 'partly'::text, 'no_effect'::text, 'made_worse'::text, 'abandoned'::text]))),
  constraint run_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text]))),
  constraint run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'finished'::text])))
);
CREATE INDEX run_finished ON public.run USING btree (institution_id, side, finished_at) WHERE (state = 'finished'::text);
CREATE INDEX run_listed ON public.run USING btree (institution_id, started_at, id);
CREATE INDEX run_of_action ON public.run USING btree (action_id, service_id, finished_at);
CREATE INDEX run_of_ticket ON public.run USING btree (ticket_id, started_at) WHERE (ticket_id IS NOT NULL);
CREATE INDEX run_of_version ON public.run USING btree (version_id);
CREATE INDEX run_open ON public.run USING btree (institution_id, assignee_id, started_at) WHERE (state = 'running'::text);
CREATE TRIGGER action_lesson_follow AFTER INSERT OR UPDATE OF outcome ON public.run FOR EACH ROW EXECUTE FUNCTION action_lesson_follow();
CREATE TRIGGER run_pins_version AFTER INSERT ON public.run FOR EACH ROW EXECUTE FUNCTION run_pins_version();
alter table run enable row level security;
alter table run force row level security;
create policy maintenance_reads on run for select to guichet_maintenance
  using (true);
create policy moved_by_its_own on run for update to guichet_api
  using (((institution_id = app_institution()) AND app_serves(side, service_id) AND (state = 'running'::text)))
  with check (((institution_id = app_institution()) AND app_serves(side, service_id) AND ((state = 'running'::text) OR (finished_by = app_person())) AND (EXISTS ( SELECT 1
   FROM membership m
  WHERE ((m.person_id = run.assignee_id) AND (m.institution_id = run.institution_id))))));
create policy own_side on run for select to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_serves(side, service_id)));
create policy owner_erases on run for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on run for select to guichet_owner
  using (true);
create policy started_by_oneself on run for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_serves(side, service_id) AND (started_by = app_person()) AND (assignee_id = app_person()) AND (state = 'running'::text) AND (EXISTS ( SELECT 1
   FROM ((action a
     JOIN action_version v ON ((v.action_id = a.id)))
     JOIN action_service s ON ((s.action_id = a.id)))
  WHERE ((a.id = run.action_id) AND (v.id = run.version_id) AND (a.institution_id = run.owner_id) AND (s.service_id = run.service_id) AND (a.state = ANY (ARRAY['draft'::text, 'published'::text])) AND (v.state = ANY (ARRAY['draft'::text, 'reviewed'::text, 'published'::text]))))) AND ((ticket_id IS NULL) OR (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = run.ticket_id) AND (p.institution_id = app_institution()) AND (p.side = run.side) AND (p.service_id = run.service_id) AND (p.until IS NULL)))))));
grant insert, select on run to guichet_api;
grant select on run to guichet_maintenance, guichet_worker;
grant update (change_reference, parameters, state, outcome, results, assignee_id, finished_by, finished_at, minutes, note, version, updated_at) on run to guichet_api;

-- table run_evidence, owned by guichet_owner
create table run_evidence (
  id uuid not null,
  run_id uuid not null,
  institution_id uuid not null,
  kind text not null,
  n integer,
  body text,
  file_name text,
  media_type text,
  size integer,
  sha256 bytea,
  storage_key text,
  by_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint run_evidence_pkey PRIMARY KEY (id),
  constraint run_evidence_by_id_fkey FOREIGN KEY (by_id) REFERENCES person(id),
  constraint run_evidence_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint run_evidence_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id),
  constraint run_evidence_check CHECK (((body IS NULL) = (kind = 'file'::text))),
  constraint run_evidence_check1 CHECK (((kind = 'file'::text) = (num_nonnulls(file_name, media_type, size, sha256, storage_key) = 5))),
  constraint run_evidence_check2 CHECK (((kind = 'file'::text) OR (num_nonnulls(file_name, media_type, size, sha256, storage_key) = 0))),
  constraint run_evidence_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'file'::text, 'hand_over'::text]))),
  constraint run_evidence_size_check CHECK ((size > 0))
);
CREATE INDEX run_evidence_run ON public.run_evidence USING btree (run_id, at, id);
alter table run_evidence enable row level security;
alter table run_evidence force row level security;
create policy added_to_ones_run on run_evidence for insert to guichet_api
  with check (((institution_id = app_institution()) AND (by_id = app_person()) AND (EXISTS ( SELECT 1
   FROM run r
  WHERE ((r.id = run_evidence.run_id) AND (r.state = 'running'::text))))));
create policy maintenance_reads on run_evidence for select to guichet_maintenance
  using (true);
create policy owner_erases on run_evidence for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy with_its_run on run_evidence for select to guichet_api
  using ((EXISTS ( SELECT 1
   FROM run r
  WHERE (r.id = run_evidence.run_id))));
grant insert, select on run_evidence to guichet_api;
grant select on run_evidence to guichet_maintenance;

-- table run_look, owned by guichet_owner
create table run_look (
  run_id uuid not null,
  person_id uuid not null,
  institution_id uuid not null,
  since timestamp(3) with time zone not null,
  at timestamp(3) with time zone not null,
  constraint run_look_pkey PRIMARY KEY (run_id, person_id),
  constraint run_look_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint run_look_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint run_look_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id)
);
alter table run_look enable row level security;
alter table run_look force row level security;
create policy maintenance_reads on run_look for select to guichet_maintenance
  using (true);
create policy said_again_by_oneself on run_look for update to guichet_api
  using (((person_id = app_person()) AND (EXISTS ( SELECT 1
   FROM run r
  WHERE (r.id = run_look.run_id)))));
create policy said_by_oneself on run_look for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (EXISTS ( SELECT 1
   FROM run r
  WHERE (r.id = run_look.run_id)))));
create policy with_its_run on run_look for select to guichet_api
  using ((EXISTS ( SELECT 1
   FROM run r
  WHERE (r.id = run_look.run_id))));
grant insert, select on run_look to guichet_api;
grant select on run_look to guichet_maintenance;
grant update (since, at) on run_look to guichet_api;

-- table run_step, owned by guichet_owner
create table run_step (
  run_id uuid not null,
  n integer not null,
  revision integer not null,
  institution_id uuid not null,
  state text not null,
  seen text,
  reason text,
  branch integer,
  by_id uuid not null,
  at timestamp(3) with time zone not null,
  made_version integer not null,
  undone_by uuid,
  undone_at timestamp(3) with time zone,
  undone_seen text,
  undone_version integer,
  constraint run_step_pkey PRIMARY KEY (run_id, n, revision),
  constraint run_step_by_id_fkey FOREIGN KEY (by_id) REFERENCES person(id),
  constraint run_step_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint run_step_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id),
  constraint run_step_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES person(id),
  constraint run_step_check CHECK (((state <> 'skipped'::text) OR (reason IS NOT NULL))),
  constraint run_step_check1 CHECK (((undone_by IS NULL) = (undone_at IS NULL))),
  constraint run_step_check2 CHECK (((undone_by IS NULL) = (undone_version IS NULL))),
  constraint run_step_check3 CHECK (((undone_by IS NULL) OR (state = 'done'::text))),
  constraint run_step_n_check CHECK ((n >= 1)),
  constraint run_step_revision_check CHECK ((revision >= 1)),
  constraint run_step_state_check CHECK ((state = ANY (ARRAY['done'::text, 'skipped'::text, 'failed'::text])))
);
alter table run_step enable row level security;
alter table run_step force row level security;
create policy maintenance_reads on run_step for select to guichet_maintenance
  using (true);
create policy owner_erases on run_step for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy undone_on_ones_run on run_step for update to guichet_api
  using (((undone_by IS NULL) AND (EXISTS ( SELECT 1
   FROM run r
  WHERE ((r.id = run_step.run_id) AND (r.state = 'running'::text))))))
  with check ((undone_by = app_person()));
create policy with_its_run on run_step for select to guichet_api
  using ((EXISTS ( SELECT 1
   FROM run r
  WHERE (r.id = run_step.run_id))));
create policy written_on_ones_run on run_step for insert to guichet_api
  with check (((institution_id = app_institution()) AND (by_id = app_person()) AND (undone_by IS NULL) AND (EXISTS ( SELECT 1
   FROM run r
  WHERE ((r.id = run_step.run_id) AND (r.state = 'running'::text))))));
grant insert, select on run_step to guichet_api;
grant select on run_step to guichet_maintenance;
grant update (undone_by, undone_at, undone_seen, undone_version) on run_step to guichet_api;

-- table saved_view, owned by guichet_owner
create table saved_view (
  id uuid not null,
  institution_id uuid not null,
  owner_id uuid not null,
  name text not null,
  filter jsonb not null,
  sort text,
  shared_with text not null,
  team_id uuid,
  version integer not null,
  constraint saved_view_pkey PRIMARY KEY (id),
  constraint saved_view_name_key UNIQUE (institution_id, owner_id, name),
  constraint saved_view_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint saved_view_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint saved_view_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id),
  constraint saved_view_check CHECK (((shared_with = 'team'::text) = (team_id IS NOT NULL))),
  constraint saved_view_shared_with_check CHECK ((shared_with = ANY (ARRAY['none'::text, 'team'::text, 'institution'::text])))
);
CREATE INDEX saved_view_shared ON public.saved_view USING btree (institution_id, shared_with) WHERE (shared_with <> 'none'::text);
alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy changed_by_its_owner on saved_view for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (owner_id = app_person())));
create policy kept_by_its_owner on saved_view for insert to guichet_api
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (owner_id = app_person())));
create policy maintenance_reads on saved_view for select to guichet_maintenance
  using (true);
create policy own_and_shared on saved_view for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND ((owner_id = ( SELECT app_person() AS app_person)) OR (shared_with = 'institution'::text) OR ((shared_with = 'team'::text) AND (team_id IN ( SELECT m.team_id
   FROM team_member m
  WHERE (m.person_id = ( SELECT app_person() AS app_person))))))));
create policy owner_erases on saved_view for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy removed_by_its_owner on saved_view for delete to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (( SELECT app_has_side('user'::text) AS app_has_side) OR ( SELECT app_has_side('provider'::text) AS app_has_side)) AND (owner_id = app_person())));
grant delete, insert, select on saved_view to guichet_api;
grant select on saved_view to guichet_maintenance;
grant update (name, filter, sort, shared_with, team_id, version) on saved_view to guichet_api;

-- table service, owned by guichet_owner
create table service (
  id uuid not null,
  code text not null,
  name text not null,
  users integer,
  tenants integer,
  lead_provider_id uuid not null,
  constraint service_pkey PRIMARY KEY (id),
  constraint service_code_key UNIQUE (code),
  constraint service_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id)
);
alter table service enable row level security;
alter table service force row level security;
create policy known_to_the_signed_in on service for select to guichet_api, guichet_worker
  using ((( SELECT app_scope() AS app_scope) IS NOT NULL));
create policy maintenance_reads on service for select to guichet_maintenance
  using (true);
create policy owner_keeps on service for all to guichet_owner
  using (true)
  with check (true);
grant select on service to guichet_api, guichet_maintenance, guichet_worker;

-- table service_hours, owned by guichet_owner
create table service_hours (
  id uuid not null,
  institution_id uuid not null,
  name text not null,
  constraint service_hours_pkey PRIMARY KEY (id),
  constraint service_hours_institution_id_name_key UNIQUE (institution_id, name),
  constraint service_hours_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
alter table service_hours enable row level security;
alter table service_hours force row level security;
create policy maintenance_reads on service_hours for select to guichet_maintenance
  using (true);
create policy own_institution on service_hours for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_keeps on service_hours for all to guichet_owner
  using (true)
  with check (true);
grant select on service_hours to guichet_api, guichet_maintenance, guichet_worker;

-- table service_hours_version, owned by guichet_owner
create table service_hours_version (
  id uuid not null,
  service_hours_id uuid not null,
  institution_id uuid not null,
  number integer not null,
  time_zone text not null,
  weekly jsonb not null,
  holiday_region text,
  holidays jsonb not null,
  closures jsonb not null,
  effective_from timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  recorded_by uuid,
  reason text,
  constraint service_hours_version_pkey PRIMARY KEY (id),
  constraint service_hours_version_service_hours_id_number_key UNIQUE (service_hours_id, number),
  constraint service_hours_version_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint service_hours_version_service_hours_id_fkey FOREIGN KEY (service_hours_id) REFERENCES service_hours(id)
);
alter table service_hours_version enable row level security;
alter table service_hours_version force row level security;
create policy maintenance_reads on service_hours_version for select to guichet_maintenance
  using (true);
create policy own_institution on service_hours_version for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text)));
create policy owner_keeps on service_hours_version for all to guichet_owner
  using (true)
  with check (true);
create policy recorded_at_home on service_hours_version for insert to guichet_api
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (recorded_by = app_person()) AND (EXISTS ( SELECT 1
   FROM service_hours h
  WHERE ((h.id = service_hours_version.service_hours_id) AND (h.institution_id = app_institution()))))));
grant insert, select on service_hours_version to guichet_api;
grant select on service_hours_version to guichet_maintenance, guichet_worker;

-- table session, owned by guichet_owner
create table session (
  token_hash bytea not null,
  person_id uuid not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX session_person ON public.session USING btree (person_id);
CREATE TRIGGER live_session_ended AFTER UPDATE OF revoked_at ON public.session FOR EACH ROW EXECUTE FUNCTION live_person_changed('person_id');
alter table session enable row level security;
alter table session force row level security;
create policy maintenance_reads on session for select to guichet_maintenance
  using (true);
create policy owner_keeps on session for all to guichet_owner
  using (true)
  with check (true);
grant select on session to guichet_maintenance;

-- table sign_in_failure, owned by guichet_owner
create table sign_in_failure (
  id uuid not null,
  account_hash bytea not null,
  address text not null,
  failed_at timestamp(3) with time zone not null,
  constraint sign_in_failure_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_failure_account ON public.sign_in_failure USING btree (account_hash, failed_at);
CREATE INDEX sign_in_failure_address ON public.sign_in_failure USING btree (address, failed_at);
alter table sign_in_failure enable row level security;
alter table sign_in_failure force row level security;
create policy maintenance_reads on sign_in_failure for select to guichet_maintenance
  using (true);
create policy owner_keeps on sign_in_failure for all to guichet_owner
  using (true)
  with check (true);
grant select on sign_in_failure to guichet_maintenance;

-- table simulation, owned by guichet_owner
create table simulation (
  id uuid not null,
  institution_id uuid not null,
  agreement_id uuid not null,
  asked_by uuid not null,
  asked_at timestamp(3) with time zone not null,
  from_month text not null,
  to_month text not null,
  terms jsonb not null,
  state text not null,
  attempts smallint not null,
  done integer not null,
  total integer not null,
  result jsonb,
  error text,
  finished_at timestamp(3) with time zone,
  constraint simulation_pkey PRIMARY KEY (id),
  constraint simulation_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES agreement(id),
  constraint simulation_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint simulation_check CHECK (((state = 'done'::text) = (result IS NOT NULL))),
  constraint simulation_check1 CHECK (((state = ANY (ARRAY['queued'::text, 'running'::text])) = (finished_at IS NULL))),
  constraint simulation_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE INDEX simulation_listed ON public.simulation USING btree (institution_id, agreement_id, asked_at, id);
alter table simulation enable row level security;
alter table simulation force row level security;
create policy asked_by_a_side on simulation for insert to guichet_api
  with check (((institution_id = app_institution()) AND (asked_by = app_person()) AND (state = 'queued'::text) AND (agreement_id IN ( SELECT a.id
   FROM agreement a
  WHERE agreement_is_ours(a.*)))));
create policy cancelled_by_its_side on simulation for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (state = ANY (ARRAY['queued'::text, 'running'::text])) AND (agreement_id IN ( SELECT a.id
   FROM agreement a
  WHERE agreement_is_ours(a.*)))))
  with check ((state = 'cancelled'::text));
create policy maintenance_reads on simulation for select to guichet_maintenance
  using (true);
create policy moved_by_the_worker on simulation for update to guichet_worker
  using (((institution_id = app_institution()) AND (app_scope() = 'staff'::text)));
create policy own_side on simulation for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND (agreement_id IN ( SELECT a.id
   FROM agreement a
  WHERE agreement_is_ours(a.*)))));
create policy owner_erases on simulation for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy removed_by_the_worker on simulation for delete to guichet_worker
  using (((institution_id = app_institution()) AND (app_scope() = 'staff'::text)));
grant insert, select on simulation to guichet_api;
grant select on simulation to guichet_maintenance;
grant delete, select on simulation to guichet_worker;
grant update (state, finished_at) on simulation to guichet_api;
grant update (state, attempts, done, total, result, error, finished_at) on simulation to guichet_worker;

-- table simulation_due, owned by guichet_owner
create table simulation_due (
  simulation_id uuid not null,
  institution_id uuid not null,
  at timestamp(3) with time zone not null,
  constraint simulation_due_pkey PRIMARY KEY (simulation_id),
  constraint simulation_due_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint simulation_due_simulation_id_fkey FOREIGN KEY (simulation_id) REFERENCES simulation(id)
);
CREATE INDEX simulation_due_at ON public.simulation_due USING btree (at);
alter table simulation_due enable row level security;
alter table simulation_due force row level security;
create policy maintenance_reads on simulation_due for select to guichet_maintenance
  using (true);
create policy put_down_with_it on simulation_due for insert to guichet_api
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM simulation s
  WHERE ((s.id = simulation_due.simulation_id) AND (s.institution_id = simulation_due.institution_id))))));
create policy worker_simulates on simulation_due for all to guichet_worker
  using (true)
  with check (true);
grant insert on simulation_due to guichet_api;
grant select on simulation_due to guichet_maintenance;
grant delete, select on simulation_due to guichet_worker;
grant update (at) on simulation_due to guichet_worker;

-- table site, owned by guichet_owner
create table site (
  id uuid not null,
  institution_id uuid not null,
  code text not null,
  time_zone text not null,
  holiday_region text not null,
  is_default boolean not null,
  service_hours_id uuid,
  constraint site_pkey PRIMARY KEY (id),
  constraint site_institution_id_code_key UNIQUE (institution_id, code),
  constraint site_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint site_service_hours_id_fkey FOREIGN KEY (service_hours_id) REFERENCES service_hours(id)
);
alter table site enable row level security;
alter table site force row level security;
create policy known_to_the_signed_in on site for select to guichet_api, guichet_worker
  using ((( SELECT app_scope() AS app_scope) IS NOT NULL));
create policy maintenance_reads on site for select to guichet_maintenance
  using (true);
create policy owner_keeps on site for all to guichet_owner
  using (true)
  with check (true);
grant select on site to guichet_api, guichet_maintenance, guichet_worker;

-- table task, owned by guichet_owner
create table task (
  id uuid not null,
  institution_id uuid not null,
  ticket_id uuid not null,
  "position" integer not null,
  title text not null,
  intended_for text,
  assignee_id uuid,
  due_at timestamp(3) with time zone,
  must_be_done boolean not null,
  done_at timestamp(3) with time zone,
  done_by uuid,
  version integer not null,
  team_id uuid,
  constraint task_pkey PRIMARY KEY (id),
  constraint task_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES person(id),
  constraint task_done_by_fkey FOREIGN KEY (done_by) REFERENCES person(id),
  constraint task_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint task_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id),
  constraint task_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint task_check CHECK (((done_at IS NULL) = (done_by IS NULL)))
);
CREATE INDEX task_due ON public.task USING btree (institution_id, assignee_id, due_at) WHERE (done_at IS NULL);
CREATE INDEX task_due_team ON public.task USING btree (institution_id, team_id, due_at) WHERE ((done_at IS NULL) AND (assignee_id IS NULL));
CREATE INDEX task_ticket ON public.task USING btree (ticket_id, "position", id);
alter table task enable row level security;
alter table task force row level security;
create policy changed_by_the_owner on task for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side('user'::text)));
create policy inside_of_the_owner on task for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = task.ticket_id) AND (p.institution_id = task.institution_id) AND (p.side = 'user'::text) AND app_serves('user'::text, p.service_id))))));
create policy made_by_the_owner on task for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = task.ticket_id) AND (p.institution_id = task.institution_id) AND (p.side = 'user'::text) AND app_serves('user'::text, p.service_id))))));
create policy maintenance_reads on task for select to guichet_maintenance
  using (true);
create policy owner_erases on task for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on task to guichet_api, guichet_worker;
grant select on task to guichet_maintenance;
grant update ("position", title, intended_for, assignee_id, due_at, done_at, done_by, version, team_id) on task to guichet_api;

-- table team, owned by guichet_owner
create table team (
  id uuid not null,
  institution_id uuid not null,
  side text not null,
  name text not null,
  mode text not null,
  takes boolean not null,
  service_ids uuid[],
  kinds text[],
  "position" smallint not null,
  version integer not null,
  constraint team_pkey PRIMARY KEY (id),
  constraint team_id_institution_id_key UNIQUE (id, institution_id),
  constraint team_name_key UNIQUE (institution_id, side, name),
  constraint team_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint team_mode_check CHECK ((mode = ANY (ARRAY['manual'::text, 'round_robin'::text, 'least_loaded'::text]))),
  constraint team_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
alter table team enable row level security;
alter table team force row level security;
create policy maintenance_reads on team for select to guichet_maintenance
  using (true);
create policy own_side on team for all to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side)))
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side)));
create policy owner_erases on team for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant delete, insert, select on team to guichet_api;
grant select on team to guichet_maintenance, guichet_worker;
grant update (name, mode, takes, service_ids, kinds, "position", version) on team to guichet_api;
grant update (version) on team to guichet_worker;

-- table team_member, owned by guichet_owner
create table team_member (
  team_id uuid not null,
  institution_id uuid not null,
  person_id uuid not null,
  last_assigned_at timestamp(3) with time zone,
  constraint team_member_pkey PRIMARY KEY (team_id, person_id),
  constraint team_member_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint team_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint team_member_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id)
);
CREATE INDEX team_member_person ON public.team_member USING btree (institution_id, person_id);
alter table team_member enable row level security;
alter table team_member force row level security;
create policy maintenance_reads on team_member for select to guichet_maintenance
  using (true);
create policy with_its_team on team_member for all to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM team t
  WHERE (t.id = team_member.team_id)))))
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM team t
  WHERE (t.id = team_member.team_id))) AND (EXISTS ( SELECT 1
   FROM membership m
  WHERE ((m.institution_id = team_member.institution_id) AND (m.person_id = team_member.person_id))))));
grant delete, insert, select on team_member to guichet_api;
grant select on team_member to guichet_maintenance, guichet_worker;
grant update (last_assigned_at) on team_member to guichet_api, guichet_worker;

-- table ticket, owned by guichet_owner
create table ticket (
  id uuid not null,
  institution_id uuid not null,
  reference text not null,
  site_id uuid not null,
  service_id uuid not null,
  agreement_id uuid,
  kind text not null,
  title text not null,
  state text not null,
  waiting_cause text,
  follow_up_at timestamp(3) with time zone,
  impact text not null,
  urgency text not null,
  priority text not null,
  proposed_impact text,
  proposed_urgency text,
  qualified_at timestamp(3) with time zone,
  requester_id uuid not null,
  opened_by uuid not null,
  channel text not null,
  opened_at timestamp(3) with time zone not null,
  resolved_at timestamp(3) with time zone,
  resolution_code text,
  closed_at timestamp(3) with time zone,
  next_actor text not null,
  next_actor_institution_id uuid,
  next_actor_since timestamp(3) with time zone not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint ticket_pkey PRIMARY KEY (id),
  constraint ticket_institution_id_reference_key UNIQUE (institution_id, reference),
  constraint ticket_agreement_id_institution_id_fkey FOREIGN KEY (agreement_id, institution_id) REFERENCES agreement(id, institution_id),
  constraint ticket_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ticket_next_actor_institution_id_fkey FOREIGN KEY (next_actor_institution_id) REFERENCES institution(id),
  constraint ticket_opened_by_institution_id_fkey FOREIGN KEY (opened_by, institution_id) REFERENCES membership(person_id, institution_id),
  constraint ticket_requester_id_institution_id_fkey FOREIGN KEY (requester_id, institution_id) REFERENCES membership(person_id, institution_id),
  constraint ticket_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint ticket_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  constraint ticket_channel_check CHECK ((channel = ANY (ARRAY['web'::text, 'phone'::text, 'counter'::text, 'mail'::text, 'api'::text]))),
  constraint ticket_check CHECK (((state = 'waiting'::text) = (waiting_cause IS NOT NULL))),
  constraint ticket_impact_check CHECK ((impact = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint ticket_kind_check CHECK ((kind = ANY (ARRAY['incident'::text, 'request'::text]))),
  constraint ticket_next_actor_check CHECK ((next_actor = ANY (ARRAY['user_institution'::text, 'provider'::text, 'requester'::text, 'third_party'::text, 'nobody'::text]))),
  constraint ticket_priority_check CHECK ((priority = ANY (ARRAY['P1'::text, 'P2'::text, 'P3'::text, 'P4'::text]))),
  constraint ticket_proposed_impact_check CHECK ((proposed_impact = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint ticket_proposed_urgency_check CHECK ((proposed_urgency = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint ticket_state_check CHECK ((state = ANY (ARRAY['new'::text, 'in_progress'::text, 'waiting'::text, 'resolved'::text, 'closed'::text, 'cancelled'::text, 'merged'::text]))),
  constraint ticket_urgency_check CHECK ((urgency = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint ticket_waiting_cause_check CHECK ((waiting_cause = ANY (ARRAY['requester'::text, 'third_party'::text, 'change'::text, 'scheduled'::text, 'approval'::text])))
);
CREATE INDEX ticket_open ON public.ticket USING btree (state) WHERE (state = ANY (ARRAY['new'::text, 'in_progress'::text, 'waiting'::text]));
CREATE INDEX ticket_restored ON public.ticket USING btree (institution_id, resolved_at) WHERE ((kind = 'incident'::text) AND (resolved_at IS NOT NULL));
CREATE TRIGGER action_lesson_titled AFTER UPDATE OF title ON public.ticket FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION action_lesson_changed();
CREATE TRIGGER ticket_agreement_guard BEFORE UPDATE ON public.ticket FOR EACH ROW WHEN (((old.agreement_id IS DISTINCT FROM new.agreement_id) AND (CURRENT_USER = ANY (ARRAY['guichet_api'::name, 'guichet_worker'::name])))) EXECUTE FUNCTION ticket_agreement_guard();
CREATE TRIGGER ticket_document_title AFTER UPDATE OF title ON public.ticket FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION ticket_document_title();
CREATE TRIGGER ticket_guard BEFORE UPDATE ON public.ticket FOR EACH ROW WHEN ((NOT app_is_erasing())) EXECUTE FUNCTION ticket_guard();
CREATE TRIGGER ticket_opened AFTER INSERT ON public.ticket FOR EACH ROW EXECUTE FUNCTION ticket_opened();
CREATE TRIGGER ticket_over AFTER UPDATE OF state ON public.ticket FOR EACH ROW WHEN (((new.state = ANY (ARRAY['cancelled'::text, 'merged'::text, 'resolved'::text, 'closed'::text])) AND (old.waiting_cause = 'approval'::text))) EXECUTE FUNCTION ticket_over();
alter table ticket enable row level security;
alter table ticket force row level security;
create policy maintenance_reads on ticket for select to guichet_maintenance
  using (true);
create policy opened_at_home on ticket for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND (app_has_side('user'::text) OR ((app_scope() IS NOT NULL) AND (requester_id = app_person())))));
create policy owner_erases on ticket for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy owner_functions on ticket for select to guichet_owner
  using (true);
create policy parties on ticket for select to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE (p.ticket_id = ticket.id))));
create policy parties_move on ticket for update to guichet_api, guichet_worker
  using ((EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = ticket.id) AND (p.until IS NULL)))));
grant insert, select on ticket to guichet_api, guichet_worker;
grant select on ticket to guichet_maintenance;
grant update (agreement_id, title, state, waiting_cause, follow_up_at, impact, urgency, priority, proposed_impact, proposed_urgency, qualified_at, resolved_at, resolution_code, closed_at, next_actor, next_actor_institution_id, next_actor_since, version, updated_at) on ticket to guichet_api, guichet_worker;

-- table ticket_document, owned by guichet_owner
create table ticket_document (
  reader text not null,
  ticket_id uuid not null,
  service_id uuid not null,
  is_own boolean not null,
  is_personal boolean not null,
  words tsvector not null,
  constraint ticket_document_pkey PRIMARY KEY (reader, ticket_id),
  constraint ticket_document_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX ticket_document_words ON public.ticket_document USING gin (words) WHERE (NOT is_personal);
alter table ticket_document enable row level security;
alter table ticket_document force row level security;
create policy maintenance_reads on ticket_document for select to guichet_maintenance
  using (true);
create policy owner_functions on ticket_document for all to guichet_owner
  using (true)
  with check (true);
grant select on ticket_document to guichet_maintenance;

-- table ticket_form, owned by guichet_owner
create table ticket_form (
  ticket_id uuid not null,
  institution_id uuid not null,
  message_id uuid not null,
  model_id uuid not null,
  version integer not null,
  fields jsonb not null,
  constraint ticket_form_pkey PRIMARY KEY (ticket_id),
  constraint ticket_form_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ticket_form_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint ticket_form_model_id_fkey FOREIGN KEY (model_id) REFERENCES request_model(id),
  constraint ticket_form_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
alter table ticket_form enable row level security;
alter table ticket_form force row level security;
create policy filled_in_at_home on ticket_form for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = ticket_form.ticket_id) AND (t.institution_id = ticket_form.institution_id)))) AND (EXISTS ( SELECT 1
   FROM message m
  WHERE ((m.id = ticket_form.message_id) AND (m.ticket_id = ticket_form.ticket_id))))));
create policy maintenance_reads on ticket_form for select to guichet_maintenance
  using (true);
create policy owner_erases on ticket_form for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy read_with_its_text on ticket_form for select to guichet_api, guichet_worker
  using (((EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = ticket_form.message_id))) OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE ((a.ticket_id = ticket_form.ticket_id) AND (a.institution_id = ticket_form.institution_id) AND ((a.approver_id = ( SELECT app_person() AS app_person)) OR (a.decided_by = ( SELECT app_person() AS app_person)) OR (EXISTS ( SELECT 1
           FROM absence b
          WHERE ((b.institution_id = a.institution_id) AND (b.person_id = a.approver_id) AND (b.deputy_id = ( SELECT app_person() AS app_person)) AND (b.starts_at <= app_now()) AND (app_now() < b.ends_at))))))))));
grant insert, select on ticket_form to guichet_api, guichet_worker;
grant select on ticket_form to guichet_maintenance;

-- table ticket_link, owned by guichet_owner
create table ticket_link (
  institution_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  kind text not null,
  to_reference text not null,
  created_by uuid not null,
  created_at timestamp(3) with time zone not null,
  constraint ticket_link_pkey PRIMARY KEY (institution_id, from_id, to_id, kind),
  constraint ticket_link_from_id_fkey FOREIGN KEY (from_id) REFERENCES ticket(id),
  constraint ticket_link_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ticket_link_to_id_fkey FOREIGN KEY (to_id) REFERENCES ticket(id),
  constraint ticket_link_check CHECK ((from_id <> to_id)),
  constraint ticket_link_kind_check CHECK ((kind = ANY (ARRAY['relates'::text, 'parent'::text, 'follow_up'::text, 'split'::text, 'merged'::text])))
);
CREATE UNIQUE INDEX ticket_link_merged ON public.ticket_link USING btree (institution_id, from_id) WHERE (kind = 'merged'::text);
CREATE UNIQUE INDEX ticket_link_parent ON public.ticket_link USING btree (institution_id, from_id) WHERE (kind = 'parent'::text);
CREATE INDEX ticket_link_to ON public.ticket_link USING btree (institution_id, to_id);
alter table ticket_link enable row level security;
alter table ticket_link force row level security;
create policy both_ends on ticket_link for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = ticket_link.from_id) AND (p.side = 'user'::text)))) AND ((kind = 'merged'::text) OR (( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = ticket_link.to_id) AND (p.side = 'user'::text))))))));
create policy bound_at_home on ticket_link for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (created_by = app_person()) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = ticket_link.from_id) AND (t.institution_id = app_institution())))) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = ticket_link.to_id) AND (t.institution_id = app_institution()) AND (t.reference = ticket_link.to_reference))))));
create policy loosed_at_home on ticket_link for delete to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text) AND (kind = ANY (ARRAY['relates'::text, 'parent'::text, 'follow_up'::text]))));
create policy maintenance_reads on ticket_link for select to guichet_maintenance
  using (true);
grant delete, insert, select on ticket_link to guichet_api, guichet_worker;
grant select on ticket_link to guichet_maintenance;

-- table ticket_party, owned by guichet_owner
create table ticket_party (
  institution_id uuid not null,
  side text not null,
  ticket_id uuid not null,
  since timestamp(3) with time zone not null,
  until timestamp(3) with time zone,
  fulfilled boolean not null default false,
  parting jsonb,
  requester_id uuid,
  service_id uuid not null,
  opened_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  state text not null,
  priority text not null,
  next_actor text not null,
  due_at timestamp(3) with time zone,
  is_late boolean not null default false,
  assignee_id uuid,
  assigned_n smallint,
  team_id uuid,
  draft_at timestamp(3) with time zone,
  answered_at timestamp(3) with time zone,
  follow_up_at timestamp(3) with time zone,
  turn integer not null default 0,
  turn_at timestamp with time zone[],
  owner_id uuid,
  constraint ticket_party_pkey PRIMARY KEY (institution_id, side, ticket_id),
  constraint ticket_party_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ticket_party_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint ticket_party_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE INDEX ticket_party_assignee ON public.ticket_party USING btree (institution_id, side, assignee_id, opened_at, ticket_id) WHERE (assignee_id IS NOT NULL);
CREATE INDEX ticket_party_due ON public.ticket_party USING btree (institution_id, side, due_at, ticket_id) WHERE (due_at IS NOT NULL);
CREATE INDEX ticket_party_follow_up ON public.ticket_party USING btree (institution_id, side, follow_up_at, ticket_id) WHERE (follow_up_at IS NOT NULL);
CREATE INDEX ticket_party_late ON public.ticket_party USING btree (institution_id, side, opened_at, ticket_id, state, service_id, requester_id) WHERE is_late;
CREATE INDEX ticket_party_open ON public.ticket_party USING btree (institution_id, side, opened_at, ticket_id) WHERE (next_actor <> 'nobody'::text);
CREATE INDEX ticket_party_opened ON public.ticket_party USING btree (institution_id, side, opened_at, ticket_id, service_id, requester_id);
CREATE INDEX ticket_party_owner ON public.ticket_party USING btree (institution_id, owner_id, opened_at, ticket_id) WHERE (side = 'provider'::text);
CREATE INDEX ticket_party_priority ON public.ticket_party USING btree (institution_id, side, priority, ticket_id);
CREATE INDEX ticket_party_requester ON public.ticket_party USING btree (institution_id, requester_id, opened_at, ticket_id) WHERE (side = 'user'::text);
CREATE INDEX ticket_party_service ON public.ticket_party USING btree (institution_id, side, service_id, opened_at, ticket_id, requester_id);
CREATE INDEX ticket_party_state ON public.ticket_party USING btree (institution_id, side, state, opened_at, ticket_id, service_id, requester_id);
CREATE INDEX ticket_party_team ON public.ticket_party USING btree (institution_id, side, team_id, opened_at, ticket_id) WHERE (team_id IS NOT NULL);
CREATE INDEX ticket_party_ticket ON public.ticket_party USING btree (ticket_id);
CREATE INDEX ticket_party_turn ON public.ticket_party USING btree (institution_id, side, assignee_id, turn, priority, team_id, service_id, requester_id, turn_at, ticket_id) WHERE (turn <> 0);
CREATE INDEX ticket_party_updated ON public.ticket_party USING btree (institution_id, side, updated_at, ticket_id);
CREATE TRIGGER ticket_party_owned BEFORE INSERT ON public.ticket_party FOR EACH ROW EXECUTE FUNCTION ticket_party_owned();
alter table ticket_party enable row level security;
alter table ticket_party force row level security;
create policy maintenance_reads on ticket_party for select to guichet_maintenance
  using (true);
create policy own_part on ticket_party for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (((side = 'user'::text) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((side = 'provider'::text) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text))))) OR ((side = 'user'::text) AND (requester_id = ( SELECT app_person() AS app_person)) AND (( SELECT app_scope() AS app_scope) IS NOT NULL) AND ( SELECT ((COALESCE(app_services('user'::text), '*'::text) = '*'::text) AND (COALESCE(app_services('provider'::text), '*'::text) = '*'::text)))))));
create policy owner_functions on ticket_party for all to guichet_owner
  using (true)
  with check (true);
grant select on ticket_party to guichet_api, guichet_maintenance, guichet_worker;

-- table ticket_read, owned by guichet_owner
create table ticket_read (
  institution_id uuid not null,
  side text not null,
  ticket_id uuid not null,
  person_id uuid not null,
  seen_at timestamp(3) with time zone not null,
  constraint ticket_read_pkey PRIMARY KEY (institution_id, side, ticket_id, person_id),
  constraint ticket_read_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ticket_read_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint ticket_read_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint ticket_read_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE TRIGGER read_indexed AFTER INSERT OR UPDATE ON public.ticket_read FOR EACH ROW EXECUTE FUNCTION read_indexed();
alter table ticket_read enable row level security;
alter table ticket_read force row level security;
create policy maintenance_reads on ticket_read for select to guichet_maintenance
  using (true);
create policy own_marks on ticket_read for insert to guichet_api
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = ticket_read.ticket_id) AND (p.institution_id = ticket_read.institution_id) AND (p.side = ticket_read.side)))) AND ((person_id = app_person()) OR (EXISTS ( SELECT 1
   FROM absence a
  WHERE ((a.person_id = ticket_read.person_id) AND (a.deputy_id = app_person())))))));
create policy own_marks_move on ticket_read for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = ticket_read.ticket_id) AND (p.institution_id = ticket_read.institution_id) AND (p.side = ticket_read.side)))) AND ((person_id = app_person()) OR (EXISTS ( SELECT 1
   FROM absence a
  WHERE ((a.person_id = ticket_read.person_id) AND (a.deputy_id = app_person())))))));
create policy own_side on ticket_read for select to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = ticket_read.ticket_id) AND (p.institution_id = ticket_read.institution_id) AND (p.side = ticket_read.side))))));
create policy owner_functions on ticket_read for select to guichet_owner
  using (true);
create policy read_at_home on ticket_read for select to guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT app_scope() AS app_scope) = 'staff'::text) AND app_has_side(side)));
grant insert, select on ticket_read to guichet_api;
grant select on ticket_read to guichet_maintenance, guichet_worker;
grant update (seen_at) on ticket_read to guichet_api;

-- table ticket_template, owned by guichet_owner
create table ticket_template (
  id uuid not null,
  institution_id uuid not null,
  owner_id uuid,
  name text not null,
  content jsonb not null,
  version integer not null,
  updated_at timestamp(3) with time zone not null,
  constraint ticket_template_pkey PRIMARY KEY (id),
  constraint ticket_template_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint ticket_template_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id)
);
CREATE INDEX ticket_template_listed ON public.ticket_template USING btree (institution_id, name, id);
alter table ticket_template enable row level security;
alter table ticket_template force row level security;
create policy maintenance_reads on ticket_template for select to guichet_maintenance
  using (true);
create policy owner_erases on ticket_template for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy shared_or_own on ticket_template for all to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND ((owner_id IS NULL) OR (owner_id = ( SELECT app_person() AS app_person)))))
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND ((owner_id IS NULL) OR (owner_id = app_person()))));
grant delete, insert, select on ticket_template to guichet_api;
grant select on ticket_template to guichet_maintenance;
grant update (name, content, version, updated_at) on ticket_template to guichet_api;

-- table time_spent, owned by guichet_owner
create table time_spent (
  id uuid not null,
  institution_id uuid not null,
  side text not null,
  ticket_id uuid not null,
  person_id uuid not null,
  minutes integer not null,
  spent_on date not null,
  note text,
  entered_at timestamp(3) with time zone not null,
  withdrawn_at timestamp(3) with time zone,
  constraint time_spent_pkey PRIMARY KEY (id),
  constraint time_spent_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint time_spent_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint time_spent_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint time_spent_minutes_check CHECK (((minutes >= 1) AND (minutes <= 1440))),
  constraint time_spent_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE INDEX time_spent_ticket ON public.time_spent USING btree (ticket_id, entered_at, id);
alter table time_spent enable row level security;
alter table time_spent force row level security;
create policy entered_by_oneself on time_spent for insert to guichet_api
  with check (((institution_id = app_institution()) AND (person_id = app_person()) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = time_spent.ticket_id) AND (p.institution_id = time_spent.institution_id) AND (p.side = time_spent.side) AND app_serves(p.side, p.service_id))))));
create policy inside_of_a_side on time_spent for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = time_spent.ticket_id) AND (p.institution_id = time_spent.institution_id) AND (p.side = time_spent.side) AND app_serves(p.side, p.service_id))))));
create policy maintenance_reads on time_spent for select to guichet_maintenance
  using (true);
create policy owner_erases on time_spent for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy withdrawn_by_oneself on time_spent for update to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (person_id = ( SELECT app_person() AS app_person)) AND (withdrawn_at IS NULL)))
  with check (((institution_id = app_institution()) AND (person_id = app_person())));
grant insert, select on time_spent to guichet_api;
grant select on time_spent to guichet_maintenance, guichet_worker;
grant update (withdrawn_at) on time_spent to guichet_api;

-- table timer, owned by guichet_owner
create table timer (
  id uuid not null,
  ticket_id uuid not null,
  institution_id uuid not null,
  side text not null,
  metric text not null,
  run smallint not null,
  state text not null,
  verdict text,
  verdict_at timestamp(3) with time zone,
  miss_cause text,
  priority text not null,
  target_minutes integer not null,
  started_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone,
  paused_since timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  wake_at timestamp(3) with time zone,
  constraint timer_pkey PRIMARY KEY (id),
  constraint timer_ticket_id_side_metric_run_key UNIQUE (ticket_id, side, metric, run),
  constraint timer_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint timer_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint timer_metric_check CHECK ((metric = ANY (ARRAY['response'::text, 'resolution'::text]))),
  constraint timer_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text]))),
  constraint timer_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'missed'::text, 'superseded'::text, 'cancelled'::text]))),
  constraint timer_verdict_check CHECK ((verdict = ANY (ARRAY['met'::text, 'missed'::text])))
);
CREATE INDEX timer_wake ON public.timer USING btree (wake_at) WHERE (wake_at IS NOT NULL);
alter table timer enable row level security;
alter table timer force row level security;
create policy both_sides on timer for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND ( SELECT app_has_side('user'::text) AS app_has_side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = timer.ticket_id) AND (p.side = 'user'::text))))) OR ((side = 'provider'::text) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = timer.ticket_id) AND (p.side = 'provider'::text) AND ((p.until IS NULL) OR p.fulfilled)))))));
create policy changed_by_the_owner on timer for update to guichet_api, guichet_worker
  using (((institution_id = app_institution()) AND app_has_side('user'::text)));
create policy kept_by_the_owner on timer for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM ticket t
  WHERE ((t.id = timer.ticket_id) AND (t.institution_id = timer.institution_id))))));
create policy maintenance_reads on timer for select to guichet_maintenance
  using (true);
create policy owner_functions on timer for select to guichet_owner
  using (true);
create policy worker_sweeps on timer for select to guichet_worker
  using (true);
grant insert, select on timer to guichet_api, guichet_worker;
grant select on timer to guichet_maintenance;
grant update (state, verdict, verdict_at, miss_cause, priority, target_minutes, started_at, due_at, paused_since, ended_at, wake_at) on timer to guichet_api, guichet_worker;

-- table verdict_contest, owned by guichet_owner
create table verdict_contest (
  id uuid not null,
  ticket_id uuid not null,
  n smallint not null,
  agreement_id uuid not null,
  institution_id uuid not null,
  lead_provider_id uuid not null,
  service_id uuid not null,
  verdict text not null,
  claimed text not null,
  reason text not null,
  opened_at timestamp(3) with time zone not null,
  opened_by uuid not null,
  opened_by_institution_id uuid not null,
  agreed boolean,
  settled_at timestamp(3) with time zone,
  settled_by uuid,
  settled_by_institution_id uuid,
  settlement_reason text,
  constraint verdict_contest_pkey PRIMARY KEY (id),
  constraint verdict_contest_ticket_id_n_key UNIQUE (ticket_id, n),
  constraint verdict_contest_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES agreement(id),
  constraint verdict_contest_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint verdict_contest_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint verdict_contest_opened_by_institution_id_fkey FOREIGN KEY (opened_by_institution_id) REFERENCES institution(id),
  constraint verdict_contest_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint verdict_contest_settled_by_institution_id_fkey FOREIGN KEY (settled_by_institution_id) REFERENCES institution(id),
  constraint verdict_contest_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES handled_unit(ticket_id),
  constraint verdict_contest_check CHECK (((settled_at IS NULL) = (agreed IS NULL))),
  constraint verdict_contest_claimed_check CHECK ((claimed = ANY (ARRAY['met'::text, 'missed'::text, 'excluded'::text]))),
  constraint verdict_contest_verdict_check CHECK ((verdict = ANY (ARRAY['met'::text, 'missed'::text, 'excluded'::text])))
);
CREATE UNIQUE INDEX verdict_contest_open ON public.verdict_contest USING btree (ticket_id) WHERE (settled_at IS NULL);
alter table verdict_contest enable row level security;
alter table verdict_contest force row level security;
create policy both_sides on verdict_contest for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text)))))));
create policy maintenance_reads on verdict_contest for select to guichet_maintenance
  using (true);
create policy opened_by_a_side on verdict_contest for insert to guichet_api, guichet_worker
  with check (((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text)))))) AND (opened_by = app_person()) AND (opened_by_institution_id = app_institution()) AND (settled_at IS NULL) AND (EXISTS ( SELECT 1
   FROM handled_unit u
  WHERE ((u.ticket_id = verdict_contest.ticket_id) AND (u.agreement_id = verdict_contest.agreement_id) AND (u.institution_id = verdict_contest.institution_id) AND (u.lead_provider_id = verdict_contest.lead_provider_id) AND (u.service_id = verdict_contest.service_id))))));
create policy owner_erases on verdict_contest for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy settled_by_the_other_side on verdict_contest for update to guichet_api, guichet_worker
  using (((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text)))))) AND (settled_at IS NULL) AND ((opened_by_institution_id <> app_institution()) OR (institution_id = lead_provider_id))))
  with check (((settled_at IS NOT NULL) AND (settled_by = app_person()) AND (settled_by_institution_id = app_institution())));
grant insert, select on verdict_contest to guichet_api, guichet_worker;
grant select on verdict_contest to guichet_maintenance;
grant update (agreed, settled_at, settled_by, settled_by_institution_id, settlement_reason) on verdict_contest to guichet_api, guichet_worker;

-- table verdict_correction, owned by guichet_owner
create table verdict_correction (
  id uuid not null,
  agreement_id uuid not null,
  month text not null,
  institution_id uuid not null,
  lead_provider_id uuid not null,
  service_id uuid not null,
  ticket_id uuid not null,
  reference text not null,
  from_verdict text not null,
  to_verdict text not null,
  reason text not null,
  at timestamp(3) with time zone not null,
  constraint verdict_correction_pkey PRIMARY KEY (id),
  constraint verdict_correction_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint verdict_correction_lead_provider_id_fkey FOREIGN KEY (lead_provider_id) REFERENCES institution(id),
  constraint verdict_correction_month_fkey FOREIGN KEY (agreement_id, month) REFERENCES published_month(agreement_id, month),
  constraint verdict_correction_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id),
  constraint verdict_correction_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES handled_unit(ticket_id),
  constraint verdict_correction_from_verdict_check CHECK ((from_verdict = ANY (ARRAY['met'::text, 'missed'::text, 'open'::text, 'excluded'::text]))),
  constraint verdict_correction_to_verdict_check CHECK ((to_verdict = ANY (ARRAY['met'::text, 'missed'::text, 'open'::text, 'excluded'::text])))
);
CREATE INDEX verdict_correction_month ON public.verdict_correction USING btree (agreement_id, month, at, id);
alter table verdict_correction enable row level security;
alter table verdict_correction force row level security;
create policy both_sides on verdict_correction for select to guichet_api, guichet_worker
  using ((((institution_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('user'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('user'::text) AS app_services), ','::text))))) OR ((lead_provider_id = ( SELECT app_institution() AS app_institution)) AND (( SELECT (app_services('provider'::text) = '*'::text)) OR ((service_id)::text = ANY (string_to_array(( SELECT app_services('provider'::text) AS app_services), ','::text)))))));
create policy kept_by_the_owner on verdict_correction for insert to guichet_api, guichet_worker
  with check (((institution_id = app_institution()) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM agreement a
  WHERE ((a.id = verdict_correction.agreement_id) AND (a.institution_id = verdict_correction.institution_id) AND (a.lead_provider_id = verdict_correction.lead_provider_id) AND (a.service_id = verdict_correction.service_id))))));
create policy maintenance_reads on verdict_correction for select to guichet_maintenance
  using (true);
create policy owner_erases on verdict_correction for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
grant insert, select on verdict_correction to guichet_api, guichet_worker;
grant select on verdict_correction to guichet_maintenance;

-- table watcher, owned by guichet_owner
create table watcher (
  institution_id uuid not null,
  side text not null,
  ticket_id uuid not null,
  person_id uuid not null,
  since timestamp(3) with time zone not null,
  constraint watcher_pkey PRIMARY KEY (institution_id, side, ticket_id, person_id),
  constraint watcher_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
  constraint watcher_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint watcher_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint watcher_side_check CHECK ((side = ANY (ARRAY['user'::text, 'provider'::text])))
);
CREATE INDEX watcher_person ON public.watcher USING btree (institution_id, person_id, side, ticket_id);
alter table watcher enable row level security;
alter table watcher force row level security;
create policy maintenance_reads on watcher for select to guichet_maintenance
  using (true);
create policy own_side on watcher for select to guichet_api, guichet_worker
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = watcher.ticket_id) AND (p.institution_id = watcher.institution_id) AND (p.side = watcher.side))))));
create policy owner_erases on watcher for all to guichet_owner
  using (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"))
  with check (( SELECT (EXISTS ( SELECT
           FROM erasure e
          WHERE ((e.person_id = app_uuid('app.erasing'::text)) AND (e.state = 'running'::text)))) AS "exists"));
create policy said_by_oneself on watcher for insert to guichet_api
  with check (((institution_id = ( SELECT app_institution() AS app_institution)) AND app_has_side(side) AND (person_id = app_person()) AND (EXISTS ( SELECT 1
   FROM ticket_party p
  WHERE ((p.ticket_id = watcher.ticket_id) AND (p.institution_id = watcher.institution_id) AND (p.side = watcher.side))))));
create policy taken_back_by_oneself on watcher for delete to guichet_api
  using (((institution_id = ( SELECT app_institution() AS app_institution)) AND (person_id = app_person())));
create policy watched_before on watcher for insert to guichet_api
  with check (((institution_id = app_institution()) AND (side = 'user'::text) AND app_has_side('user'::text) AND (EXISTS ( SELECT 1
   FROM membership m
  WHERE ((m.institution_id = watcher.institution_id) AND (m.person_id = watcher.person_id)))) AND (EXISTS ( SELECT 1
   FROM ticket_link l
  WHERE ((l.to_id = watcher.ticket_id) AND (l.kind = 'merged'::text))))));
grant delete, insert, select on watcher to guichet_api;
grant select on watcher to guichet_maintenance, guichet_worker;

-- function action_append(p_action uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_append(p_action uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a action; item jsonb;
begin
  select * into a from action where id = p_action;
  if a.institution_id is distinct from app_institution() or not coalesce(action_is_served(a.service_ids), false) then
    raise exception 'not its institution' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' = 'shared' and item ->> 'type' like 'action.%', false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
  end loop;
  return record_write(p_action, 'action',
    (select jsonb_agg(e || jsonb_build_object('readers',
              jsonb_build_array(reader_key(a.institution_id, 'provider'), reader_key(a.institution_id, 'user'))))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function action_append(p_action uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function action_candidates(p_service uuid, p_roles text[], p_terms text[], p_labels jsonb, p_marks text[], p_most integer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_candidates(p_service uuid, p_roles text[], p_terms text[], p_labels jsonb, p_marks text[], p_most integer)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  mine constant text[] := action_readers(p_service);
  home constant uuid := case when mine <> '{}' then app_institution() end;
  shown constant text[] := action_shown(p_service);
  offered constant uuid[] := action_offered(p_service, p_roles, home, shown);
  frequency constant float8[] := action_frequency(p_service, p_terms, offered, home, shown);
  promising constant uuid[] := action_promising(p_service, offered, p_terms, frequency, p_most);
  pairs constant text[] := p_marks || array(select concat_ws('=', key, value) from jsonb_each_text(p_labels));
  answer json;
begin
  with named as materialized (
         select g.action_id, g.pair, g.labels
           from unnest(pairs) p (pair)
           join action_trigger g on g.service_id = p_service and g.pair = p.pair
          where g.labels is null or p_labels @> g.labels),
       called as materialized (
         select n.action_id, jsonb_agg(distinct n.labels) filter (where n.labels is not null) as alerts,
                jsonb_agg(distinct n.pair) filter (where n.labels is null) as marks
           from named n
          where n.action_id = any (offered)
          group by n.action_id),
       best as materialized (
         select o.action_id, o.is_published
           from action_offer o
          where o.service_id = p_service and o.action_id = any (promising || array(select c.action_id from called c))),
       found as materialized (
         select e.action_id, e.n, max(e.weight) as weight, sum(e.worked) as worked, sum(e.failed) as failed
           from (select t.action_id, q.n, t.weight, 0 as worked, 0 as failed
                   from best b
                  cross join lateral (
                        select x.action_id, x.term, x.weight
                          from action_term x
                         where x.action_id = b.action_id and x.service_id = p_service
                        offset 0) t
                   join unnest(p_terms) with ordinality q (term, n) on q.term = t.term
                  union all
                 select l.action_id, q.n, 0, l.worked, l.failed
                   from unnest(p_terms) with ordinality q (term, n)
                  cross join unnest(mine) r (reader)
                  cross join lateral (
                        select x.action_id, x.worked, x.failed
                          from action_learned x
                         where x.service_id = p_service and x.reader = r.reader and x.term = q.term
                           and x.action_id = any (promising)
                        offset 0) l) e
          group by e.action_id, e.n),
       spoken as materialized (
         select f.action_id, json_agg(json_build_array(f.n, f.weight, f.worked, f.failed)) as terms
           from found f group by f.action_id),
       taught as materialized (
         select l.action_id, sum(l.worked) as worked, sum(l.failed) as failed
           from action_learned l
          where l.service_id = p_service and l.reader = any (mine) and l.term = '' and l.action_id in (select action_id from best)
          group by l.action_id)
  select json_build_object(
           'actions', cardinality(offered),
           'frequency', array_to_json(frequency),
           'candidates', coalesce(json_agg(json_build_object(
             'actionId', b.action_id, 'isPublished', b.is_published,
             'alerts', coalesce(c.alerts, '[]'), 'marks', coalesce(c.marks, '[]'),
             'taught', json_build_array(coalesce(t.worked, 0), coalesce(t.failed, 0)),
             'terms', coalesce(s.terms, '[]'))), '[]'))
    into answer
    from best b
    left join called c using (action_id)
    left join spoken s using (action_id)
    left join taught t using (action_id);
  return answer;
end $function$;
grant execute on function action_candidates(p_service uuid, p_roles text[], p_terms text[], p_labels jsonb, p_marks text[], p_most integer) to guichet_api, guichet_worker;

-- function action_forget(p_ticket uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_forget(p_ticket uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  l action_lesson;
  forgotten integer := 0;
begin
  if not exists (select 1 from ticket t where t.id = p_ticket and t.institution_id = app_institution()
                                          and app_serves('user', t.service_id)) then
    return 0;
  end if;
  for l in delete from action_lesson where ticket_id = p_ticket returning * loop
    perform action_lesson_count(l, -1);
    forgotten := forgotten + 1;
  end loop;
  return forgotten;
end $function$;
grant execute on function action_forget(p_ticket uuid) to guichet_api, guichet_worker;

-- function action_frequency(p_service uuid, p_terms text[], p_offered uuid[], p_home uuid, p_shown text[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_frequency(p_service uuid, p_terms text[], p_offered uuid[], p_home uuid, p_shown text[])
 RETURNS double precision[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array(
    select case when f.often < 60 then f.often
                else f.often * cardinality(p_offered)::float8 / greatest(f.often, width_bucket(f.last, p_offered)) end
      from unnest(p_terms) with ordinality q (term, n)
     cross join lateral (
           select count(*) as often, (array_agg(t.action_id))[60] as last
             from (select x.action_id
                     from action_term x
                    where x.service_id = p_service and x.term = q.term
                      and (x.institution_id = p_home or x.is_published and x.sharing = any (p_shown))
                    order by x.action_id
                    limit 60) t) f
     order by q.n)
$function$;
grant execute on function action_frequency(p_service uuid, p_terms text[], p_offered uuid[], p_home uuid, p_shown text[]) to public;

-- function action_is_served(p_services uuid[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_is_served(p_services uuid[])
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select app_has_side('provider') and not exists (select 1 from unnest(p_services) s where not app_serves('provider', s))
$function$;
grant execute on function action_is_served(p_services uuid[]) to public;

-- function action_lesson_changed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_lesson_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_table_name = 'ticket' then perform action_lesson_refresh(new.id);
  else perform action_lesson_refresh(old.ticket_id); end if;
  return null;
end $function$;

-- function action_lesson_count(l action_lesson, p_by integer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_lesson_count(l action_lesson, p_by integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into action_learned as c (service_id, reader, term, action_id, worked, failed)
  select l.service_id, l.reader, t.term, l.action_id, case when l.worked then p_by else 0 end, case when l.worked then 0 else p_by end
    from (select '' as term union select unnest(l.terms)) t
   order by t.term collate "C"
  on conflict (service_id, reader, term, action_id)
     do update set worked = c.worked + excluded.worked, failed = c.failed + excluded.failed;
  delete from action_learned c
   where p_by < 0 and c.service_id = l.service_id and c.reader = l.reader and c.action_id = l.action_id
     and c.term = any (array_append(l.terms, '')) and c.worked <= 0 and c.failed <= 0;
$function$;

-- function action_lesson_follow(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_lesson_follow()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  l action_lesson;
begin
  if new.ticket_id is null or new.outcome is null or new.outcome not in ('worked', 'no_effect', 'made_worse') then
    return null;
  end if;
  insert into action_lesson (run_id, service_id, action_id, reader, ticket_id, worked, terms, at)
  values (new.id, new.service_id, new.action_id, reader_key(new.institution_id, new.side), new.ticket_id,
          new.outcome = 'worked', action_symptom(new.ticket_id, reader_key(new.institution_id, new.side)), new.finished_at)
  on conflict (run_id) do nothing
  returning * into l;
  if l.run_id is not null then perform action_lesson_count(l, 1); end if;
  return null;
end $function$;

-- function action_lesson_refresh(p_ticket uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_lesson_refresh(p_ticket uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  l action_lesson;
  now_said text[];
begin
  for l in select * from action_lesson where ticket_id = p_ticket order by service_id, reader, action_id, run_id for update loop
    now_said := action_symptom(p_ticket, l.reader);
    continue when now_said = l.terms;
    perform action_lesson_count(l, -1);
    update action_lesson set terms = now_said where run_id = l.run_id returning * into l;
    perform action_lesson_count(l, 1);
  end loop;
end $function$;

-- function action_made_worse(p_action uuid, p_since timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_made_worse(p_action uuid, p_since timestamp with time zone)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (count(*) filter (where r.institution_id = a.institution_id or p_since < v.published_at)
          + count(distinct r.institution_id) filter (where r.institution_id <> a.institution_id and p_since >= v.published_at)
         )::integer
    from action a
    join action_version v on v.action_id = a.id and v.number = a.published_number
    join run r on r.action_id = a.id and r.version_id = v.id
   where a.id = p_action and a.institution_id = app_institution() and action_is_served(a.service_ids)
     and r.outcome = 'made_worse' and r.finished_at > p_since
$function$;
grant execute on function action_made_worse(p_action uuid, p_since timestamp with time zone) to guichet_worker;

-- function action_offer_follow(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_offer_follow()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_table_name = 'action' then
    perform action_offer_refresh(new.id);
  elsif exists (select 1 from action a
                 where a.id = new.action_id and (a.published_number is null or a.published_number = new.number)) then
    perform action_offer_refresh(new.action_id);
  end if;
  return null;
end $function$;

-- function action_offer_listed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_offer_listed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform action_offer_refresh(c.action_id) from (select distinct action_id from changed) c;
  return null;
end $function$;

-- function action_offer_refresh(p_action uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_offer_refresh(p_action uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  a action;
  said jsonb;
begin
  select * into a from action where id = p_action;
  delete from action_offer where action_id = p_action;
  delete from action_term where action_id = p_action;
  delete from action_trigger where action_id = p_action;
  if a.id is null or a.state not in ('draft', 'published') then return; end if;
  select v.document into said
    from action_version v
   where v.action_id = p_action
     and case when a.published_number is not null then v.number = a.published_number
              else v.state in ('draft', 'reviewed') end;
  if said is null then return; end if;
  insert into action_offer (service_id, action_id, institution_id, sharing, is_published, run_by)
  select s.service_id, p_action, s.institution_id, s.sharing, s.is_published,
         array(select jsonb_array_elements_text(said -> 'runBy'))
    from action_service s
   where s.action_id = p_action;
  insert into action_term (service_id, term, action_id, weight, institution_id, sharing, is_published)
  select s.service_id, t.term, p_action, t.weight, s.institution_id, s.sharing, s.is_published
    from action_terms(said) t
   cross join action_service s
   where s.action_id = p_action;
  -- an alert is found by its name where the action says one
  insert into action_trigger (service_id, pair, action_id, n, labels)
  select s.service_id, t.pair, p_action, t.n, t.labels
    from action_service s
   cross join (
         select (select concat_ws('=', l.key, l.value) from jsonb_each_text(x.labels) l
                  order by l.key = 'alertname' desc, l.key limit 1), x.n::integer, x.labels
           from jsonb_array_elements(said #> '{triggers,alerts}') with ordinality x (labels, n)
          where x.labels <> '{}'
          union all
         select 'category:' || x.category, x.n::integer, null
           from jsonb_array_elements_text(said #> '{triggers,categories}') with ordinality x (category, n)
          union all
         select 'component:' || x.component, x.n::integer, null
           from jsonb_array_elements_text(said -> 'components') with ordinality x (component, n)) t (pair, n, labels)
   where s.action_id = p_action;
end $function$;

-- function action_offered(p_service uuid, p_roles text[], p_home uuid, p_shown text[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_offered(p_service uuid, p_roles text[], p_home uuid, p_shown text[])
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array(select o.action_id
                 from action_offer o
                where o.service_id = p_service
                  and o.run_by && p_roles
                  and (o.institution_id = p_home or o.is_published and o.sharing = any (p_shown))
                order by o.action_id)
$function$;
grant execute on function action_offered(p_service uuid, p_roles text[], p_home uuid, p_shown text[]) to public;

-- function action_outcomes(p_actions uuid[], p_since timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_outcomes(p_actions uuid[], p_since timestamp with time zone DEFAULT '-infinity'::timestamp with time zone)
 RETURNS TABLE(action_id uuid, service_id uuid, worked integer, partly integer, no_effect integer, made_worse integer, abandoned integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with seen as materialized (
    select s.action_id, s.service_id
      from action_service s
      join action a on a.id = s.action_id
     where s.action_id = any (p_actions)
       and ((a.institution_id = app_institution()
             and (app_serves('user', s.service_id) or app_serves('provider', s.service_id)))
            or (s.is_published and s.sharing <> 'internal' and s.service_id in (select action_services('holders')))
            or (s.is_published and s.sharing = 'users' and s.service_id in (select action_services('users')))))
  select r.action_id, r.service_id,
         count(*) filter (where r.outcome = 'worked')::integer,
         count(*) filter (where r.outcome = 'partly')::integer,
         count(*) filter (where r.outcome = 'no_effect')::integer,
         count(*) filter (where r.outcome = 'made_worse')::integer,
         count(*) filter (where r.outcome = 'abandoned')::integer
    from seen
    join run r on r.action_id = seen.action_id and r.service_id = seen.service_id
   where r.state = 'finished' and r.finished_at >= p_since
     and ((r.institution_id = app_institution() and app_serves(r.side, r.service_id))
          or r.finished_at < date_trunc('day', app_now() at time zone 'UTC') at time zone 'UTC')
   group by r.action_id, r.service_id
$function$;
grant execute on function action_outcomes(p_actions uuid[], p_since timestamp with time zone) to guichet_api, guichet_worker;

-- function action_promising(p_service uuid, p_offered uuid[], p_terms text[], p_frequency double precision[], p_most integer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_promising(p_service uuid, p_offered uuid[], p_terms text[], p_frequency double precision[], p_most integer)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  mine constant text[] := action_readers(p_service);
begin
  return array(
    with asked as materialized (
           select q.term, q.n, q.often, sum(q.often) over (order by q.often, q.n) - q.often as before
             from unnest(p_terms, p_frequency) with ordinality q (term, often, n)),
         said as materialized (
           select t.action_id, t.weight * q.rarity as telling
             from (select a.term, ln(1 + (cardinality(p_offered) + 0.5) / (a.often + 0.5)) as rarity
                     from asked a where a.often > 0 and (a.before = 0 or a.before + a.often < 2500)) q
             join action_term t on t.service_id = p_service and t.term = q.term),
         learned as materialized (
           select l.action_id, l.worked / (coalesce(c.worked, 0) + 2.0) * q.rarity as telling
             from (select a.term, ln(1 + (cardinality(p_offered) + 0.5) / (a.often + 0.5)) as rarity from asked a) q
            cross join unnest(mine) r (reader)
            cross join lateral (
                  select x.action_id, x.worked
                    from action_learned x
                   where x.service_id = p_service and x.reader = r.reader and x.term = q.term and x.worked > 0
                   order by x.worked desc
                   limit 40) l
             left join action_learned c
               on c.service_id = p_service and c.reader = r.reader and c.term = '' and c.action_id = l.action_id)
    select e.action_id
      from (select * from said union all select * from learned) e
      join unnest(p_offered) seen (action_id) using (action_id)
     group by e.action_id
     order by sum(e.telling) desc, e.action_id
     limit p_most);
end $function$;
grant execute on function action_promising(p_service uuid, p_offered uuid[], p_terms text[], p_frequency double precision[], p_most integer) to public;

-- function action_readers(p_service uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_readers(p_service uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array_remove(array[
    case when app_serves('user', p_service) then reader_key(app_institution(), 'user') end,
    case when app_serves('provider', p_service) then reader_key(app_institution(), 'provider') end], null)
$function$;
grant execute on function action_readers(p_service uuid) to public;

-- function action_services(p_sharing text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_services(p_sharing text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.id
    from service s
   where (exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = (select app_institution()))
          or p_sharing = 'users'
             and exists (select 1 from agreement a
                           join institution l on l.id = a.lead_provider_id
                          where a.service_id = s.id
                            and (a.institution_id = (select app_institution()) or a.lead_provider_id = (select app_institution()))
                            and ((select app_now()) at time zone l.time_zone)::date
                                between a.starts_on and coalesce(a.ends_on, 'infinity')))
     and (app_serves('user', s.id) or app_serves('provider', s.id))
$function$;
grant execute on function action_services(p_sharing text) to public;

-- function action_shown(p_service uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_shown(p_service uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case when p_service in (select action_services('holders')) then '{holders,users}'::text[]
              when p_service in (select action_services('users')) then '{users}'
              else '{}' end
$function$;
grant execute on function action_shown(p_service uuid) to public;

-- function action_similar(p_service uuid, p_actions uuid[], p_terms text[], p_least integer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_similar(p_service uuid, p_actions uuid[], p_terms text[], p_least integer)
 RETURNS TABLE(action_id uuid, tickets integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  mine constant text[] := action_readers(p_service);
begin
  return query
    select one.id, count(distinct l.ticket_id)::integer
      from unnest(p_actions) one (id)
     cross join unnest(mine) r (reader)
     cross join lateral (
           select x.ticket_id, x.terms
             from action_lesson x
            where x.service_id = p_service and x.action_id = one.id and x.reader = r.reader and x.worked
            order by x.at desc
            limit 200) l
     where (select count(*) from unnest(p_terms) t where t = any (l.terms)) >= p_least
     group by one.id;
end $function$;
grant execute on function action_similar(p_service uuid, p_actions uuid[], p_terms text[], p_least integer) to guichet_api, guichet_worker;

-- function action_stems(p_text text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_stems(p_text text)
 RETURNS TABLE(place bigint, word text, terms text[])
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select w.place, w.word, case when w.french = w.english then array[w.french] else array[w.french, w.english] end
    from (select one.place, one.word,
                 (ts_lexize('ticket_french_stem', (ts_lexize('ticket_french_stem', one.word))[1]))[1] as french,
                 (ts_lexize('ticket_english_stem', one.word))[1] as english
            from regexp_split_to_table(ticket_fold(p_text), ' ') with ordinality one (word, place)
           where length(one.word) > 1) w
$function$;
grant execute on function action_stems(p_text text) to public;

-- function action_symptom(p_ticket uuid, p_reader text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_symptom(p_ticket uuid, p_reader text)
 RETURNS text[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  before text := current_setting('app.refreshing', true);
  said text;
begin
  perform set_config('app.refreshing', p_ticket::text, true);
  select concat_ws(' ', t.title,
                   (select string_agg(left(m.body, 3000), ' ')
                      from (select * from message m
                             where m.ticket_id = t.id and m.kind in ('description', 'summary') and m.readers @> array[p_reader]
                             order by m.posted_at, m.id
                             limit 3) m))
    into said
    from ticket t
   where t.id = p_ticket;
  perform set_config('app.refreshing', coalesce(before, ''), true);
  return array(select t.term
                 from (select unnest(w.terms) as term, w.place from action_stems(said) w) t
                group by t.term
                order by min(t.place), t.term
                limit 250);
end $function$;

-- function action_terms(p_document jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_terms(p_document jsonb)
 RETURNS TABLE(term text, weight real)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  -- a word says the more of an action, the more telling the places are at which it stands; twice as much is not twice as good
  select t.term, (sum(t.share) / (sum(t.share) + 2))::real
    from (select distinct f.place, f.share, s.term
            from (values
                   (1, 3.0, concat_ws(' ', p_document #>> '{title,fr}', p_document #>> '{title,en}')),
                   (2, 3.0, (select string_agg(w, ' ') from jsonb_array_elements_text(p_document #> '{triggers,words}') w)),
                   (3, 1.5, p_document ->> 'summary'),
                   (4, 1.0, (select string_agg(s ->> 'title', ' ') from jsonb_array_elements(p_document -> 'steps') s)),
                   (5, 1.0, (select string_agg(w, ' ')
                               from jsonb_array_elements_text(p_document #> '{triggers,categories}') w)),
                   (6, 0.5, (select string_agg(concat_ws(' ', s ->> 'do', s ->> 'expect'), ' ')
                               from jsonb_array_elements(p_document -> 'steps') s)),
                   (7, 0.5, p_document ->> 'verification')) f (place, share, body)
           cross join lateral action_stems(left(f.body, 20000)) w
           cross join lateral unnest(w.terms) s (term)) t
   group by t.term
$function$;
grant execute on function action_terms(p_document jsonb) to public;

-- function action_version_stays(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.action_version_stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if (new.document, new.title_fr, new.title_en, new.words, new.author_ids, new.changed_at)
     is distinct from (old.document, old.title_fr, old.title_en, old.words, old.author_ids, old.changed_at)
     and (old.state <> 'draft' or old.used_at is not null) then
    raise exception 'what a version says stays' using errcode = '42501';
  end if;
  -- whoever wrote any of it stays an author, and so never reviews it
  if not new.author_ids @> old.author_ids
     or (new.document is distinct from old.document and not coalesce(app_person() = any (new.author_ids), true)) then
    raise exception 'authors stay' using errcode = '42501';
  end if;
  if old.state in ('published', 'superseded', 'discarded')
     and (new.state, new.reviewed_by, new.reviewed_at, new.published_by, new.published_at, new.revision)
         is distinct from (old.state, old.reviewed_by, old.reviewed_at, old.published_by, old.published_at, old.revision) then
    raise exception 'what a version says stays' using errcode = '42501';
  end if;
  if new.state is distinct from old.state
     and not coalesce(case old.state when 'draft' then new.state in ('reviewed', 'superseded', 'discarded')
                                     when 'reviewed' then new.state in ('draft', 'published', 'superseded', 'discarded') end, false) then
    raise exception 'no such move of a version' using errcode = '42501';
  end if;
  if new.reviewed_by is distinct from old.reviewed_by and new.reviewed_by is not null and new.reviewed_by <> app_person() then
    raise exception 'a review is one''s own' using errcode = '42501';
  end if;
  if new.published_by is distinct from old.published_by and new.published_by is distinct from app_person() then
    raise exception 'a publication is one''s own' using errcode = '42501';
  end if;
  if old.state = 'reviewed' and new.state <> 'draft'
     and (new.reviewed_by, new.reviewed_at) is distinct from (old.reviewed_by, old.reviewed_at) then
    raise exception 'a review stays with what was reviewed' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function action_version_stays() to public;

-- function agreed_services(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.agreed_services()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select a.service_id
    from agreement a
    join institution l on l.id = a.lead_provider_id
   where app_scope() = 'staff' and a.institution_id = app_institution()
     and (app_now() at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
$function$;
grant execute on function agreed_services() to public;

-- function agreement_append(p_agreement uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.agreement_append(p_agreement uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a agreement; item jsonb;
begin
  select * into a from agreement where id = p_agreement;
  if app_institution() not in (a.institution_id, a.lead_provider_id) is not false then
    raise exception 'not a side of it' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'audience' = 'shared'
                    and ((item ->> 'side' = 'user' and a.institution_id = app_institution())
                         or (item ->> 'side' = 'provider' and a.lead_provider_id = app_institution()))
                    and app_serves(item ->> 'side', a.service_id), false) then
      raise exception 'not a side of it' using errcode = '42501';
    end if;
  end loop;
  return record_write(p_agreement, 'agreement',
    (select jsonb_agg(e || jsonb_build_object('readers', jsonb_build_array(reader_key(a.institution_id, 'user'), reader_key(a.lead_provider_id, 'provider'))))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function agreement_append(p_agreement uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function agreement_guard(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.agreement_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if old.notice_given_at is not null or new.notice_given_at is null or new.ends_on is null
     or new.notice_by_institution_id is distinct from app_institution()
     or new.ends_on < (new.notice_given_at at time zone 'UTC')::date - 1
     or new.ends_on > old.ends_on then
    raise exception 'not a notice' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function agreement_guard() to public;

-- function agreement_is_ours(a agreement), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.agreement_is_ours(a agreement)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select (a.institution_id = app_institution() and app_serves('user', a.service_id))
      or (a.lead_provider_id = app_institution() and app_serves('provider', a.service_id))
$function$;
grant execute on function agreement_is_ours(a agreement) to public;

-- function agreement_status(a agreement, at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.agreement_status(a agreement, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select case
           when (at at time zone (select i.time_zone from institution i where i.id = a.lead_provider_id))::date > a.ends_on then 'ended'
           when a.notice_given_at <= at then 'notice'
           when (select v.binding from agreement_version v
                  where v.agreement_id = a.id and v.state = 'accepted' and v.effective_from <= at
                  order by v.number desc limit 1) then 'in_force'
           else 'pilot'
         end
$function$;
grant execute on function agreement_status(a agreement, at timestamp with time zone) to public;

-- function agreement_version_guard(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.agreement_version_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a agreement;
begin
  if old.state <> 'proposed' or new.state = 'proposed' then
    raise exception 'what was decided stays' using errcode = '42501';
  end if;
  select * into a from agreement where id = new.agreement_id;
  if new.state in ('accepted', 'rejected') and a.institution_id <> a.lead_provider_id
     and old.proposed_by_institution_id is not distinct from app_institution() then
    raise exception 'the other side decides' using errcode = '42501';
  end if;
  if new.state = 'withdrawn' and old.proposed_by_institution_id is distinct from app_institution() then
    raise exception 'only who proposed withdraws' using errcode = '42501';
  end if;
  if new.state in ('accepted', 'rejected', 'withdrawn') and new.decided_by is distinct from app_person() then
    raise exception 'who decides says so' using errcode = '42501';
  end if;
  if new.state = 'accepted' and not (new.effective_from >= new.decided_at - interval '1 ms' or new.retroactive) then
    raise exception 'what has passed meanwhile was not agreed on' using errcode = '42501';
  end if;
  if new.state = 'accepted'
     and exists (select 1 from agreement_version v where v.agreement_id = new.agreement_id and v.recorded_at >= new.recorded_at) then
    raise exception 'instants of recording only go up' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function agreement_version_guard() to public;

-- function api_token_person(p_token_hash bytea, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.api_token_person(p_token_hash bytea, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update api_token set last_used_at = p_at
   where token_hash = p_token_hash and expires_at > p_at
     and (last_used_at is null or last_used_at <= p_at - interval '1 minute');
  select jsonb_build_object(
           'scopes', t.scopes,
           'person', jsonb_build_object(
             'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale,
             'isOperator', p.is_operator and t.institution_id is null,
             'memberships', coalesce((
               select jsonb_agg(jsonb_build_object(
                        'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                        'siteId', m.site_id,
                        'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                     from role_grant g where g.person_id = p.id and g.institution_id = i.id)))
                 from membership m join institution i on i.id = m.institution_id
                where m.person_id = p.id and m.institution_id = t.institution_id), '[]')))
    from api_token t join person p on p.id = t.person_id
   where t.token_hash = p_token_hash and t.expires_at > p_at and p.left_at is null
     and (t.institution_id is null
          or exists (select 1 from membership m where m.person_id = p.id and m.institution_id = t.institution_id))
$function$;
grant execute on function api_token_person(p_token_hash bytea, p_at timestamp with time zone) to guichet_api;

-- function app_has_side(side text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_has_side(side text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select app_services(side) is not null
$function$;
grant execute on function app_has_side(side text) to public;

-- function app_institution(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_institution()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select app_uuid('app.institution') $function$;
grant execute on function app_institution() to public;

-- function app_is_erasing(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_is_erasing()
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select current_user not in ('guichet_api', 'guichet_worker', 'guichet_jobs', 'guichet_maintenance')
         and app_uuid('app.erasing') is not null
$function$;
grant execute on function app_is_erasing() to public;

-- function app_now(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_now()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return case when current_setting('app.now', true) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$'
              then current_setting('app.now', true)::timestamptz end;
end $function$;
grant execute on function app_now() to public;

-- function app_person(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_person()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select app_uuid('app.person') $function$;
grant execute on function app_person() to public;

-- function app_reader_keys(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_reader_keys()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select array_remove(array[
    case when app_has_side('user') then reader_key(app_institution(), 'user') end,
    case when app_has_side('provider') then reader_key(app_institution(), 'provider') end
  ], null)
$function$;
grant execute on function app_reader_keys() to public;

-- function app_scope(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_scope()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return case when app_person() is not null and app_institution() is not null
               and current_setting('app.scope', true) in ('staff', 'requester')
              then current_setting('app.scope', true) end;
end $function$;
grant execute on function app_scope() to public;

-- function app_serves(side text, service uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_serves(side text, service uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(app_services(side) = '*' or service::text = any (string_to_array(app_services(side), ',')), false)
$function$;
grant execute on function app_serves(side text, service uuid) to public;

-- function app_serves_any(side text, services uuid[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_serves_any(side text, services uuid[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(app_services(side) = '*' or string_to_array(app_services(side), ',') && services::text[], false)
$function$;
grant execute on function app_serves_any(side text, services uuid[]) to public;

-- function app_service_ids(side text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_service_ids(side text)
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case when app_services(side) <> '*' then string_to_array(app_services(side), ',')::uuid[] end
$function$;
grant execute on function app_service_ids(side text) to public;

-- function app_services(side text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_services(side text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return case when app_scope() = 'staff' and side in ('user', 'provider')
               and current_setting('app.' || side || '_services', true)
                   ~ '^([*]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*)$'
              then current_setting('app.' || side || '_services', true) end;
end $function$;
grant execute on function app_services(side text) to public;

-- function app_uuid(setting text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.app_uuid(setting text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return case when current_setting(setting, true) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
              then current_setting(setting, true)::uuid end;
end $function$;
grant execute on function app_uuid(setting text) to public;

-- function assignment_indexed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.assignment_indexed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' then
    update ticket_party p
       set assignee_id = null, team_id = null
     where p.institution_id = old.institution_id and p.side = old.side and p.ticket_id = old.ticket_id
       and p.assigned_n = old.escalation_n;
    perform ticket_index(old.ticket_id);
  else
    update ticket_party p
       set assignee_id = new.person_id, team_id = new.team_id, assigned_n = new.escalation_n
     where p.institution_id = new.institution_id and p.side = new.side and p.ticket_id = new.ticket_id;
    perform ticket_index(new.ticket_id);
  end if;
  return null;
end $function$;

-- function audit_events(p_families text[], p_refs uuid[], p_person uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_before_at timestamp with time zone, p_before_id uuid, p_limit integer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.audit_events(p_families text[], p_refs uuid[], p_person uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_before_at timestamp with time zone, p_before_id uuid, p_limit integer)
 RETURNS TABLE(id uuid, stream_id uuid, stream_kind text, number integer, type text, occurred_at timestamp with time zone, actor_id uuid, actor_institution_id uuid, data jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with reader as materialized (
    select bool_or(g.role = 'auditor') as audits
      from role_grant g join person p on p.id = g.person_id
     where g.institution_id = app_institution() and g.person_id = app_person() and app_scope() = 'staff'
       and g.role in ('admin', 'auditor') and g.service_ids is null and p.left_at is null
    having count(*) > 0
  ), of_agreements as materialized (
    select a.id from agreement a where app_institution() in (a.institution_id, a.lead_provider_id)
  ), found as (
    select e.*
      from reader r
     cross join unnest(p_families) f (family)
     cross join lateral (
        select e.* from event e
         where p_refs is null
           and e.actor_institution_id = app_institution() and split_part(e.type, '.', 1) = f.family
           and (r.audits or e.stream_id = app_institution() or e.stream_id in (select o.id from of_agreements o))
           and 
e.occurred_at >= coalesce(p_from, '-infinity') and e.occurred_at < coalesce(p_to, 'infinity')
           and (e.occurred_at, e.id) < (coalesce(p_before_at, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           and (p_person is null or e.actor_id = p_person
                or (e.data ->> 'personId' = p_person::text and e.stream_id = app_institution()))
         -- the first two are the same in all rows: behind the wall the planner does not see that the index is in order
         order by e.actor_institution_id, split_part(e.type, '.', 1), e.occurred_at desc, e.id desc
         limit p_limit) e
    union all
    select e.*
      from reader r
     cross join of_agreements o
     cross join lateral (
        select e.* from event e
         where e.stream_id = o.id and e.actor_institution_id <> app_institution()
           and (p_refs is null or o.id = any (p_refs))
           and substring(e.type from '^[a-z_]+') = any (p_families)
           and 
e.occurred_at >= coalesce(p_from, '-infinity') and e.occurred_at < coalesce(p_to, 'infinity')
           and (e.occurred_at, e.id) < (coalesce(p_before_at, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           and (p_person is null or e.actor_id = p_person
                or (e.data ->> 'personId' = p_person::text and e.stream_id = app_institution()))
         order by e.occurred_at desc, e.id desc
         limit p_limit) e
    union all
    select e.*
      from reader r
     cross join unnest(p_refs) s (ref)
     cross join lateral (
        select e.* from event e
         where e.stream_id = s.ref and e.actor_institution_id = app_institution()
           and (r.audits or e.stream_id = app_institution() or e.stream_id in (select o.id from of_agreements o))
           and substring(e.type from '^[a-z_]+') = any (p_families)
           and 
e.occurred_at >= coalesce(p_from, '-infinity') and e.occurred_at < coalesce(p_to, 'infinity')
           and (e.occurred_at, e.id) < (coalesce(p_before_at, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           and (p_person is null or e.actor_id = p_person
                or (e.data ->> 'personId' = p_person::text and e.stream_id = app_institution()))
         order by e.occurred_at desc, e.id desc
         limit p_limit) e
    union all
    -- of a person or a token, by what the institution's own stream says of them
    select e.*
      from reader r
     cross join lateral (
        select e.* from event e
         where p_refs is not null
           and e.stream_id = app_institution() and e.stream_id <> all (p_refs)
           and (e.data ->> 'personId' = any (p_refs::text[]) or e.data ->> 'tokenId' = any (p_refs::text[]))
           and substring(e.type from '^[a-z_]+') = any (p_families)
           and 
e.occurred_at >= coalesce(p_from, '-infinity') and e.occurred_at < coalesce(p_to, 'infinity')
           and (e.occurred_at, e.id) < (coalesce(p_before_at, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           and (p_person is null or e.actor_id = p_person
                or (e.data ->> 'personId' = p_person::text and e.stream_id = app_institution()))
         order by e.occurred_at desc, e.id desc
         limit p_limit) e
  )
  select e.id, e.stream_id, s.kind, case when e.stream_id = app_institution() then e.number end, e.type, e.occurred_at,
         e.actor_id, e.actor_institution_id,
         case when e.stream_id = app_institution() or e.stream_id in (select o.id from of_agreements o) then e.data end
    from (select * from found e order by e.occurred_at desc, e.id desc
         limit p_limit) e
    join event_stream s on s.stream_id = e.stream_id
   order by e.occurred_at desc, e.id desc
$function$;
grant execute on function audit_events(p_families text[], p_refs uuid[], p_person uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_before_at timestamp with time zone, p_before_id uuid, p_limit integer) to guichet_api;

-- function board_append(p_board uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.board_append(p_board uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare b change_board; is_full boolean; item jsonb; at timestamptz; shared_with jsonb;
begin
  select * into b from change_board where id = p_board;
  select v.is_full_vote into is_full from change_board_version v where v.board_id = b.id and v.number = b.version;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'audience' = 'shared' and app_scope() = 'staff'
                    and case item ->> 'type'
                          when 'board.composed' then
                            item ->> 'side' = 'provider' and b.institution_id = app_institution()
                            and app_serves('provider', b.service_id)
                          when 'board.holders_named' then
                            item ->> 'side' in ('user', 'provider')
                            and (app_institution() = any (b.seat_institution_ids)
                                 or (is_full and b.service_id in (select agreed_services())))
                        end, false) then
      raise exception 'not a seat of theirs' using errcode = '42501';
    end if;
    at := (item ->> 'at')::timestamptz;
  end loop;
  if b.id is null then raise exception 'not a seat of theirs' using errcode = '42501'; end if;
  select jsonb_agg(k order by k) into shared_with
    from (select jsonb_array_elements_text(standing_readers(b.service_id, at, true)) as k
          union
          select reader_key(i, side)
            from unnest(b.seat_institution_ids) i cross join unnest(array['user', 'provider']) side) keys;
  return record_write(p_board, 'board',
    (select jsonb_agg(e || jsonb_build_object('readers',
              -- who sits in a full vote is for the lead provider and the institution itself
              case when (e -> 'data' ->> 'isOfFullVote')::boolean
                   then jsonb_build_array(reader_key(b.institution_id, 'provider'), reader_key(app_institution(), 'user'),
                                          reader_key(app_institution(), 'provider'))
                   else shared_with end))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function board_append(p_board uuid, p_events jsonb) to guichet_api;

-- function board_people(p_board uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.board_people(p_board uuid)
 RETURNS TABLE(seat_id uuid, institution_id uuid, place integer, person_id uuid, name text, starts_at timestamp with time zone, ends_at timestamp with time zone, is_entitled boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare b change_board; v change_board_version;
begin
  select * into b from change_board where id = p_board;
  if not coalesce(app_scope() = 'staff'
                  and (b.institution_id = app_institution() or app_institution() = any (b.seat_institution_ids)
                       or b.service_id in (select agreed_services())), false) then
    return;
  end if;
  select * into v from change_board_version w where w.board_id = b.id and w.number = b.version;
  return query
  select n.seat_id, n.institution_id, p.place, x.id, x.display_name, p.starts_at, p.ends_at,
         x.left_at is null
         and exists (select 1 from role_grant g
                      where g.institution_id = n.institution_id and g.person_id = x.id and g.role = 'cab_member'
                        and (g.service_ids is null or b.service_id = any (g.service_ids)))
    from (select distinct on (c.seat_id) c.*
            from change_seat_naming c
           where c.board_id = b.id
             and (v.seats @> jsonb_build_array(jsonb_build_object('id', c.seat_id, 'institutionId', c.institution_id))
                  or (v.is_full_vote and c.seat_id = c.institution_id
                      and app_institution() in (b.institution_id, c.institution_id)))
           order by c.seat_id, c.number desc) n
   cross join lateral (
           select 0 as place, n.member_id as person, null::timestamptz as starts_at, null::timestamptz as ends_at
            union all
           select d.place::integer, (d.said ->> 'person')::uuid, (d.said ->> 'from')::timestamptz, (d.said ->> 'until')::timestamptz
             from jsonb_array_elements(n.deputies) with ordinality d (said, place)) p
    join person x on x.id = p.person
   order by n.seat_id, p.place;
end $function$;
grant execute on function board_people(p_board uuid) to guichet_api, guichet_worker;

-- function budgets_spent(p_since timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.budgets_spent(p_since timestamp with time zone)
 RETURNS TABLE(agreement_id uuid, lead_provider_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select u.agreement_id, u.lead_provider_id
    from handled_unit u
   where unit_dated(u) >= p_since and u.binding
   group by u.agreement_id, u.lead_provider_id
  having count(*) >= 20
$function$;
grant execute on function budgets_spent(p_since timestamp with time zone) to guichet_worker;

-- function calendar_feed_person(p_secret_hash bytea, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.calendar_feed_person(p_secret_hash bytea, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update calendar_feed set last_read_at = p_at
   where secret_hash = p_secret_hash and (last_read_at is null or last_read_at <= p_at - interval '1 hour');
  select jsonb_build_object(
           'name', c.name,
           'person', jsonb_build_object(
             'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale,
             'isOperator', p.is_operator and c.institution_id is null,
             'memberships', coalesce((
               select jsonb_agg(jsonb_build_object(
                        'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                        'siteId', m.site_id,
                        'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                     from role_grant g where g.person_id = p.id and g.institution_id = i.id)))
                 from membership m join institution i on i.id = m.institution_id
                where m.person_id = p.id and m.institution_id = c.institution_id), '[]')))
    from calendar_feed c join person p on p.id = c.person_id
   where c.secret_hash = p_secret_hash and p.left_at is null
     and (c.institution_id is null
          or exists (select 1 from membership m where m.person_id = p.id and m.institution_id = c.institution_id))
$function$;
grant execute on function calendar_feed_person(p_secret_hash bytea, p_at timestamp with time zone) to guichet_api;

-- function change_append(p_change uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_append(p_change uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare c change; is_ours boolean; is_party boolean; kinds text[]; shared_with jsonb;
begin
  select * into c from change where id = p_change;
  is_ours := coalesce(c.institution_id = app_institution() and app_serves_any('provider', c.service_ids), false);
  select count(*) > 0, coalesce(array_agg(p.kind), '{}') into is_party, kinds
    from change_party p
   where p.change_id = p_change and p.institution_id = app_institution() and app_scope() = 'staff'
     and p.shown_at is not null and p.removed_at is null
     and (app_serves_any('user', p.service_ids) or (p.kind in ('board', 'asker') and app_has_side('user')));
  if c.id is null or not (is_ours or is_party) then
    raise exception 'no party of it' using errcode = '42501';
  end if;
  if exists (select 1 from jsonb_array_elements(p_events) e
              where not coalesce(case when is_ours then e ->> 'audience' in ('shared', 'between', 'internal')
                                      when e ->> 'audience' = 'shared' then
                                        'tenant' = any (kinds) and e ->> 'type' in ('change.approved', 'change.rejected')
                                      when e ->> 'audience' = 'between' then
                                        e ->> 'type' = 'change.noted'
                                        or ('board' = any (kinds) and e ->> 'type' = 'change.voted')
                                        or ('affected' = any (kinds)
                                            and e ->> 'type' in ('change.objected', 'change.objection_withdrawn',
                                                                 'change.acknowledged')) end
                                 and e ->> 'side' = case when is_ours then 'provider' else 'user' end, false)) then
    raise exception 'no party of it' using errcode = '42501';
  end if;
  select jsonb_agg(k order by k) into shared_with
    from (select reader_key(c.institution_id, 'provider') as k
          union
          select reader_key(p.institution_id, s)
            from change_party p, unnest(array['user', 'provider']) s
           where p.change_id = p_change and p.shown_at is not null and p.removed_at is null) keys;
  return record_write(p_change, 'change',
    (select jsonb_agg(e || case e ->> 'audience'
              when 'shared' then jsonb_build_object('readers', shared_with)
              when 'internal' then jsonb_build_object('readers', jsonb_build_array(reader_key(c.institution_id, 'provider')))
              else jsonb_build_object('audience', 'shared', 'readers',
                     (select jsonb_agg(distinct k)
                        from unnest(array[reader_key(c.institution_id, 'provider'),
                                          reader_key(app_institution(), e ->> 'side')]) k)) end order by o)
       from jsonb_array_elements(p_events) with ordinality x (e, o)));
end $function$;
grant execute on function change_append(p_change uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function change_is_ours(p_change uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_is_ours(p_change uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select 1 from change c where c.id = p_change and c.institution_id = app_institution()
                   and app_serves_any('provider', c.service_ids))
$function$;
grant execute on function change_is_ours(p_change uuid) to public;

-- function change_is_run_here(p_change uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_is_run_here(p_change uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select 1 from change c where c.id = p_change and c.institution_id = app_institution()
                   and app_serves_any('provider', c.service_ids))
$function$;
grant execute on function change_is_run_here(p_change uuid) to guichet_api, guichet_worker;

-- function change_model_append(p_model uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_model_append(p_model uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m change_model; item jsonb; at timestamptz;
begin
  select * into m from change_model where id = p_model;
  if m.id is null or not coalesce(app_serves('provider', m.service_id), false)
     or m.service_id not in (select run_services()) then
    raise exception 'not their service' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'audience' = 'shared' and item ->> 'side' = 'provider'
                    and item ->> 'type' like 'change\_model.%', false) then
      raise exception 'not their service' using errcode = '42501';
    end if;
    at := (item ->> 'at')::timestamptz;
  end loop;
  return record_write(p_model, 'change_model',
    (select jsonb_agg(e || jsonb_build_object('readers', standing_readers(m.service_id, at,
              m.approved_at is not null
              and e ->> 'type' in ('change_model.approved', 'change_model.suspended', 'change_model.withdrawn'))))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function change_model_append(p_model uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function change_round_people(p_round uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_round_people(p_round uuid)
 RETURNS TABLE(person_id uuid, name text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r change_round;
begin
  select * into r from change_round where id = p_round;
  if not coalesce(app_scope() = 'staff'
       and ((r.institution_id = app_institution()
             and exists (select 1 from change c where c.id = r.change_id and app_serves_any('provider', c.service_ids)))
            or exists (select 1 from change_voter v
                        where v.round_id = r.id and v.institution_id = app_institution()
                          and v.person_id = app_person() and 
exists (select 1 from role_grant g
         where g.institution_id = (select app_institution()) and g.person_id = (select app_person())
           and g.role = 'cab_member'))), false) then
    return;
  end if;
  return query
  select p.id, p.display_name
    from person p
   where p.id in (select (s ->> 'member')::uuid from jsonb_array_elements(r.seats) s
                   union
                  select (d ->> 'person')::uuid
                    from jsonb_array_elements(r.seats) s cross join jsonb_array_elements(s -> 'deputies') d);
end $function$;
grant execute on function change_round_people(p_round uuid) to guichet_api, guichet_worker;

-- function change_round_stays(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_round_stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if old.state <> 'open' and (new.state, new.closed_at, new.deadline, new.extended_deadline, new.extended_at)
       is distinct from (old.state, old.closed_at, old.deadline, old.extended_deadline, old.extended_at) then
    raise exception 'a round that has ended' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function change_round_stays() to public;

-- function change_seat_is_theirs(p_round uuid, p_change uuid, p_digest bytea, p_seat uuid, p_person uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_seat_is_theirs(p_round uuid, p_change uuid, p_digest bytea, p_seat uuid, p_person uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select 1
                   from change_round r
                  cross join jsonb_array_elements(r.seats) s
                  where r.id = p_round and r.change_id = p_change and r.digest = p_digest
                    and r.institution_id = app_institution()
                    and (s ->> 'id')::uuid = p_seat and s -> 'voters' ? p_person::text)
$function$;
grant execute on function change_seat_is_theirs(p_round uuid, p_change uuid, p_digest bytea, p_seat uuid, p_person uuid) to public;

-- function change_tenant(p_change uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_tenant(p_change uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.tenant_id
    from change c
   where c.id = p_change and c.institution_id = app_institution() and app_serves_any('provider', c.service_ids)
$function$;
grant execute on function change_tenant(p_change uuid) to guichet_api, guichet_worker;

-- function change_vote_is_in_time(p_round uuid, p_seat uuid, p_person uuid, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.change_vote_is_in_time(p_round uuid, p_seat uuid, p_person uuid, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select 1
                   from change_round r
                  cross join jsonb_array_elements(r.seats) s
                  where r.id = p_round
                    and r.opened_at <= p_at
                    -- which of the two holds, the tally says
                    and p_at < r.extended_deadline
                    and (s ->> 'id')::uuid = p_seat
                    and (s ->> 'member' = p_person::text
                         or exists (select 1
                                      from jsonb_array_elements(s -> 'deputies') d
                                     where d ->> 'person' = p_person::text
                                       and (d ->> 'from')::numeric <= extract(epoch from p_at) * 1000
                                       and (d ->> 'until' is null
                                            or extract(epoch from p_at) * 1000 < (d ->> 'until')::numeric))))
$function$;
grant execute on function change_vote_is_in_time(p_round uuid, p_seat uuid, p_person uuid, p_at timestamp with time zone) to public;

-- function changes_beside(p_from timestamp with time zone, p_to timestamp with time zone, p_services uuid[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.changes_beside(p_from timestamp with time zone, p_to timestamp with time zone, p_services uuid[])
 RETURNS TABLE(id uuid, reference text, institution_id uuid, service_ids uuid[], component_ids uuid[], environments text[], tenant_id uuid, is_planned boolean, window_from timestamp with time zone, window_to timestamp with time zone, interruption_minutes integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare held uuid[]; me uuid := app_institution(); everything boolean := app_services('provider') = '*';
begin
  if app_services('provider') is null then return; end if;
  held := array(select distinct r.service_id from responsibility r
                 where r.institution_id = me and (everything or app_serves('provider', r.service_id)));
  return query
    select c.id, c.reference, c.institution_id, c.service_ids, c.component_ids, c.environments, c.tenant_id,
           c.state in ('approved', 'scheduled', 'in_progress'), c.window_from::timestamptz, c.window_to::timestamptz,
           coalesce(c.interrupted_minutes, c.interruption_minutes)
      from change c
     where c.window_from is not null
       and c.window_from > p_from - interval '7 days 1 second'
       and c.window_from < p_to
       and c.window_to > p_from
       and (c.announced_at is not null or c.state in ('approved', 'scheduled', 'in_progress'))
       and c.outcome is distinct from 'withdrawn' and c.outcome is distinct from 'not_implemented'
       and c.state <> 'rejected'
       and (p_services is null or c.service_ids && p_services)
       and (c.service_ids && held
            or (c.institution_id = me and (everything or app_serves_any('provider', c.service_ids)))
            or exists (select 1 from change_party p
                        where p.change_id = c.id and p.institution_id = me and p.kind = 'affected'
                          and p.shown_at is not null and p.removed_at is null));
end $function$;
grant execute on function changes_beside(p_from timestamp with time zone, p_to timestamp with time zone, p_services uuid[]) to guichet_api, guichet_worker;

-- function draft_indexed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.draft_indexed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  of_ticket constant uuid := case when tg_op = 'DELETE' then old.ticket_id else new.ticket_id end;
begin
  update ticket_party p
     set draft_at = case when tg_op <> 'DELETE' then new.saved_at end
   where p.ticket_id = of_ticket and p.side = 'user';
  perform ticket_index(of_ticket);
  return null;
end $function$;

-- function erased_answer(p_body text, p_headers jsonb, p_tickets uuid[], p_pattern text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erased_answer(p_body text, p_headers jsonb, p_tickets uuid[], p_pattern text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p_body ~ p_pattern or p_headers::text ~ p_pattern
         or exists (select 1 from unnest(p_tickets) t where strpos(p_body, t::text) > 0)
$function$;
grant execute on function erased_answer(p_body text, p_headers jsonb, p_tickets uuid[], p_pattern text) to public;

-- function erased_text(p_text text, p_pattern text, p_word text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erased_text(p_text text, p_pattern text, p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when p_text ~ p_pattern then regexp_replace(p_text, p_pattern, p_word, 'g') else p_text end
$function$;
grant execute on function erased_text(p_text text, p_pattern text, p_word text) to public;

-- function erasure_begin(p_person uuid, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erasure_begin(p_person uuid, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  p person; v_locale text; v_name text; is_shared boolean;
begin
  if app_scope() is distinct from 'staff' or p_person is not distinct from app_person()
     or not exists (select 1 from membership m where m.person_id = p_person and m.institution_id = app_institution())
     or (app_person() <> '00000000-0000-0000-0000-000000000000'
         and not exists (select 1 from role_grant g join person a on a.id = g.person_id
                          where g.institution_id = app_institution() and g.person_id = app_person() and g.role = 'admin'
                            and g.service_ids is null and a.left_at is null)) then
    raise exception 'nobody whom they erase' using errcode = '42501';
  end if;
  select * into p from person where id = p_person for update;
  if exists (select 1 from erasure where person_id = p_person) then return false; end if;
  if p.left_at is null then raise exception 'they have not left' using errcode = '42501'; end if;
  select i.locale into v_locale from institution i where i.id = app_institution();
  v_name := case v_locale when 'fr' then 'Personne effacée' else 'Erased person' end;
  is_shared := exists (select 1 from person o where o.id <> p.id and lower(o.display_name) = lower(p.display_name));
  insert into erasure (person_id, institution_id, asked_by, asked_at, state, due_at, at_statement, at_page, touched, rows_changed,
                       is_name_shared, searched)
  values (p.id, app_institution(), app_person(), p_at, 'running', p_at, 1, 0, 0, 0, is_shared, jsonb_build_object(
    'address', lower(p.email),
    'pattern', erasure_pattern(case when not is_shared then p.display_name end, p.email, false),
    'json', erasure_pattern(case when not is_shared then p.display_name end, p.email, true),
    'words', to_jsonb(tsvector_to_array(ticket_words(p.display_name || ' ' || p.email))),
    'name', v_name,
    'word', case v_locale when 'fr' then '[effacé]' else '[erased]' end));
  update person
     set email = p.id || '@erased.invalid', display_name = v_name, locale = v_locale, time_zone = null, is_operator = false
   where id = p.id;
  delete from person_name where person_id = p.id;
  delete from role_grant where person_id = p.id;
  delete from credential where person_id = p.id;
  -- those who listen at a session are told of its end before it goes
  update session set revoked_at = p_at where person_id = p.id and revoked_at is null;
  delete from session where person_id = p.id;
  delete from api_token where person_id = p.id;
  delete from calendar_feed where person_id = p.id;
  delete from password_link where person_id = p.id;
  perform set_config('app.erasing', p.id::text, true);
  delete from watcher where person_id = p.id;
  delete from problem_follower where person_id = p.id;
  delete from decision_code where person_id = p.id;
  delete from presence where person_id = p.id;
  with unsent as (delete from mail_queue q using mail m where m.id = q.mail_id and m.person_id = p.id returning q.mail_id)
  update mail set state = 'failed' where id in (select mail_id from unsent);
  perform set_config('app.erasing', '', true);
  return true;
end $function$;
grant execute on function erasure_begin(p_person uuid, p_at timestamp with time zone) to guichet_api;

-- function erasure_pattern(p_name text, p_email text, p_json boolean), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erasure_pattern(p_name text, p_email text, p_json boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select '(?<![A-Za-z0-9._%+-])' || erasure_pattern_of(p_email, p_json) || '(?![A-Za-z0-9-]|[.][A-Za-z0-9])'
         || coalesce((
              select '|' || U&'(?<![0-9A-Za-z\00C0-\00D6\00D8-\00F6\00F8-\017F])' || '(?:'
                         || string_agg(w.said, v.space order by w.n) || '|'
                         || string_agg(w.said, ',?' || v.space order by w.n desc) || ')'
                         || U&'(?![0-9A-Za-z\00C0-\00D6\00D8-\00F6\00F8-\017F])'
                from (select erasure_pattern_of(o.word, p_json) as said, o.n
                        from regexp_split_to_table(trim(p_name), '\s+') with ordinality o (word, n)
                       where o.word <> '') w
               -- also over the end of a line, quoted or not
               cross join (values (U&'(?:[[:space:]\00A0>]|&nbsp;' || case when p_json then '|\\[nrt]' else '' end || ')+')) v (space)
              having count(*) > 1), '')
$function$;

-- function erasure_pattern_of(p_word text, p_json boolean), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erasure_pattern_of(p_word text, p_json boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select string_agg(case
           when c.base is not null then '[' || c.variants || upper(c.variants) || c.ch || ']' || '[\u0300-\u036F]*'
           when c.ch in ('''', U&'\2019') then U&'(?:''|\2019|&#39;|&#x27;|&apos;)'
           when c.ch = '-' then U&'[-\2010\2011]'
           when c.ch = '"' then case when p_json then '\\"' else '(?:"|&quot;)' end
           when c.ch = '\' then case when p_json then '\\\\' else '\\' end
           when c.ch = '&' then '(?:&|&amp;)'
           when c.ch = '<' then '(?:<|&lt;)'
           when c.ch = '>' then '(?:>|&gt;)'
           when c.ch ~ '[^[:alnum:]]' and ascii(c.ch) < 128 then '\' || c.ch
           when lower(c.ch) <> upper(c.ch) then '[' || lower(c.ch) || upper(c.ch) || ']'
           else c.ch end, '' order by c.n)
    from (select o.ch, o.n, b.base, b.variants
            from regexp_split_to_table(normalize(p_word, nfc), '') with ordinality o (ch, n)
            left join lateral (
              select v as variants, left(v, 1) as base
                from unnest(array['aàáâãäå', 'cç', 'eèéêë', 'iìíîï', 'nñ', 'oòóôõö', 'uùúûü', 'yýÿ']) v
               where strpos(v, lower(o.ch)) > 0 or strpos(upper(v), o.ch) > 0) b on true) c
$function$;

-- function erasure_rules(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erasure_rules()
 RETURNS TABLE(n integer, table_name text, statement text)
 LANGUAGE sql
 IMMUTABLE
AS $function$
  values
    (1, 'attachment', 'with gone as ( update attachment set state = ''erased'' where attachment.ctid >= $11 and attachment.ctid < $12 and state <> ''erased'' and (added_by = $1 and ticket_id = any ($2) or exists (select 1 from message m where m.id = attachment.message_id and (m.audience = ''requester'' and m.ticket_id = any ($2)))) returning storage_key) insert into erasure_file (storage_key, person_id) select storage_key, $1 from gone'),
    (2, 'attachment', 'update attachment set name = case when state = ''erased'' then $6 else erased_text(name, $4, $6) end, media_type = case when state = ''erased'' then ''application/octet-stream'' else media_type end, sha256 = case when state = ''erased'' then ''''::bytea else sha256 end where attachment.ctid >= $11 and attachment.ctid < $12 and (name is distinct from (case when state = ''erased'' then $6 else erased_text(name, $4, $6) end) or media_type is distinct from (case when state = ''erased'' then ''application/octet-stream'' else media_type end) or sha256 is distinct from (case when state = ''erased'' then ''''::bytea else sha256 end))'),
    (3, 'attachment_scan', 'delete from attachment_scan where attachment_scan.ctid >= $11 and attachment_scan.ctid < $12 and (exists (select 1 from attachment a where a.id = attachment_id and a.state = ''erased''))'),
    (4, 'message', 'update message set author_name = case when author_id = $1 and author_name is not null then $7 else erased_text(author_name, $4, $6) end, body = case when (message.audience = ''requester'' and message.ticket_id = any ($2)) then $6 else erased_text(body, $4, $6) end where message.ctid >= $11 and message.ctid < $12 and (author_name is distinct from (case when author_id = $1 and author_name is not null then $7 else erased_text(author_name, $4, $6) end) or body is distinct from (case when (message.audience = ''requester'' and message.ticket_id = any ($2)) then $6 else erased_text(body, $4, $6) end))'),
    (5, 'message_version', 'update message_version set body = case when exists (select 1 from message m where m.id = message_version.message_id and (m.audience = ''requester'' and m.ticket_id = any ($2))) then $6 else erased_text(body, $4, $6) end where message_version.ctid >= $11 and message_version.ctid < $12 and (body is distinct from (case when exists (select 1 from message m where m.id = message_version.message_id and (m.audience = ''requester'' and m.ticket_id = any ($2))) then $6 else erased_text(body, $4, $6) end))'),
    (6, 'ticket', 'update ticket set title = case when id = any ($2) then $6 else erased_text(title, $4, $6) end where ticket.ctid >= $11 and ticket.ctid < $12 and (title is distinct from (case when id = any ($2) then $6 else erased_text(title, $4, $6) end))'),
    (7, 'ticket_form', 'update ticket_form set fields = case when ticket_id = any ($2) then ''{}'' else erased_text(fields::text, $5, $6)::jsonb end where ticket_form.ctid >= $11 and ticket_form.ctid < $12 and (fields is distinct from (case when ticket_id = any ($2) then ''{}'' else erased_text(fields::text, $5, $6)::jsonb end))'),
    (8, 'approval', 'update approval set title = case when requester_id = $1 then $6 else erased_text(title, $4, $6) end, reason = erased_text(reason, $4, $6) where approval.ctid >= $11 and approval.ctid < $12 and (title is distinct from (case when requester_id = $1 then $6 else erased_text(title, $4, $6) end) or reason is distinct from (erased_text(reason, $4, $6)))'),
    (9, 'escalation', 'update escalation set requester_name = case when requester_name is not null and ticket_id = any ($2) then $7 else erased_text(requester_name, $4, $6) end, external_name = erased_text(external_name, $4, $6), external_reference = erased_text(external_reference, $4, $6) where escalation.ctid >= $11 and escalation.ctid < $12 and (requester_name is distinct from (case when requester_name is not null and ticket_id = any ($2) then $7 else erased_text(requester_name, $4, $6) end) or external_name is distinct from (erased_text(external_name, $4, $6)) or external_reference is distinct from (erased_text(external_reference, $4, $6)))'),
    (10, 'escalation_draft', 'update escalation_draft set summary = erased_text(summary, $4, $6) where escalation_draft.ctid >= $11 and escalation_draft.ctid < $12 and (summary is distinct from (erased_text(summary, $4, $6)))'),
    (11, 'external_contact', 'update external_contact set address = erased_text(address, $4, $6) where external_contact.ctid >= $11 and external_contact.ctid < $12 and (address is distinct from (erased_text(address, $4, $6)))'),
    (12, 'hierarchical_escalation', 'update hierarchical_escalation set title = case when ticket_id = any ($2) then $6 else erased_text(title, $4, $6) end, asker_name = case when asked_by = $1 then $7 else erased_text(asker_name, $4, $6) end, decider_name = case when decided_by = $1 and decider_name is not null then $7 else erased_text(decider_name, $4, $6) end, reason = erased_text(reason, $4, $6), decision_text = erased_text(decision_text, $4, $6) where hierarchical_escalation.ctid >= $11 and hierarchical_escalation.ctid < $12 and (title is distinct from (case when ticket_id = any ($2) then $6 else erased_text(title, $4, $6) end) or asker_name is distinct from (case when asked_by = $1 then $7 else erased_text(asker_name, $4, $6) end) or decider_name is distinct from (case when decided_by = $1 and decider_name is not null then $7 else erased_text(decider_name, $4, $6) end) or reason is distinct from (erased_text(reason, $4, $6)) or decision_text is distinct from (erased_text(decision_text, $4, $6)))'),
    (13, 'task', 'update task set title = erased_text(title, $4, $6) where task.ctid >= $11 and task.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)))'),
    (14, 'time_spent', 'update time_spent set note = erased_text(note, $4, $6) where time_spent.ctid >= $11 and time_spent.ctid < $12 and (note is distinct from (erased_text(note, $4, $6)))'),
    (15, 'message_draft', 'delete from message_draft where message_draft.ctid >= $11 and message_draft.ctid < $12 and (person_id = $1)'),
    (16, 'message_draft', 'update message_draft set body = erased_text(body, $4, $6) where message_draft.ctid >= $11 and message_draft.ctid < $12 and (body is distinct from (erased_text(body, $4, $6)))'),
    (17, 'recurring_ticket', 'update recurring_ticket set title = case when requester_id is not distinct from $1 then $6 else erased_text(title, $4, $6) end, description = case when requester_id is not distinct from $1 then $6 else erased_text(description, $4, $6) end, fields = case when requester_id is not distinct from $1 and fields is not null then ''{}'' else erased_text(fields::text, $5, $6)::jsonb end, paused_reason = erased_text(paused_reason, $4, $6) where recurring_ticket.ctid >= $11 and recurring_ticket.ctid < $12 and (title is distinct from (case when requester_id is not distinct from $1 then $6 else erased_text(title, $4, $6) end) or description is distinct from (case when requester_id is not distinct from $1 then $6 else erased_text(description, $4, $6) end) or fields is distinct from (case when requester_id is not distinct from $1 and fields is not null then ''{}'' else erased_text(fields::text, $5, $6)::jsonb end) or paused_reason is distinct from (erased_text(paused_reason, $4, $6)))'),
    (18, 'idempotent_answer', 'delete from idempotent_answer where idempotent_answer.ctid >= $11 and idempotent_answer.ctid < $12 and (person_id = $1 or erased_answer(body, headers, $2, $4))'),
    (19, 'saved_view', 'delete from saved_view where saved_view.ctid >= $11 and saved_view.ctid < $12 and (owner_id = $1)'),
    (20, 'saved_view', 'update saved_view set name = erased_text(name, $4, $6 || '' '' || right(id::text, 6)), filter = erased_text(filter::text, $5, $6)::jsonb where saved_view.ctid >= $11 and saved_view.ctid < $12 and (name is distinct from (erased_text(name, $4, $6 || '' '' || right(id::text, 6))) or filter is distinct from (erased_text(filter::text, $5, $6)::jsonb))'),
    (21, 'api_token', 'update api_token set name = erased_text(name, $4, $6) where api_token.ctid >= $11 and api_token.ctid < $12 and (name is distinct from (erased_text(name, $4, $6)))'),
    (22, 'calendar_feed', 'update calendar_feed set name = erased_text(name, $4, $6) where calendar_feed.ctid >= $11 and calendar_feed.ctid < $12 and (name is distinct from (erased_text(name, $4, $6)))'),
    (23, 'watcher', 'delete from watcher where watcher.ctid >= $11 and watcher.ctid < $12 and (person_id = $1)'),
    (24, 'problem_follower', 'delete from problem_follower where problem_follower.ctid >= $11 and problem_follower.ctid < $12 and (person_id = $1)'),
    (25, 'presence', 'delete from presence where presence.ctid >= $11 and presence.ctid < $12 and (person_id = $1)'),
    (26, 'password_link', 'delete from password_link where password_link.ctid >= $11 and password_link.ctid < $12 and (person_id = $1)'),
    (27, 'decision_code', 'delete from decision_code where decision_code.ctid >= $11 and decision_code.ctid < $12 and (person_id = $1)'),
    (28, 'institution_targets', 'update institution_targets set reason = erased_text(reason, $4, $6) where institution_targets.ctid >= $11 and institution_targets.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (29, 'service_hours_version', 'update service_hours_version set reason = erased_text(reason, $4, $6) where service_hours_version.ctid >= $11 and service_hours_version.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (30, 'bulk_news', 'delete from bulk_news where bulk_news.ctid >= $11 and bulk_news.ctid < $12 and ($1 in (person_id, instead_of_id) or ticket_id = any ($2))'),
    (31, 'bulk_news', 'update bulk_news set letter = erased_text(letter, $4, $6) where bulk_news.ctid >= $11 and bulk_news.ctid < $12 and (letter is distinct from (erased_text(letter, $4, $6)))'),
    (32, 'mail', 'update mail set to_address = case when mail.person_id is not distinct from $1 or lower(to_address) = $3 then $8 else erased_text(to_address, $4, $6) end, subject = case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then $6 else erased_text(subject, $4, $6) end, text_body = case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then $6 else erased_text(text_body, $4, $6) end, html_body = case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then $6 else erased_text(html_body, $4, $6) end, calendar = case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then null else erased_text(calendar, $4, $6) end, error = case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then null else erased_text(error, $4, $6) end where mail.ctid >= $11 and mail.ctid < $12 and (to_address is distinct from (case when mail.person_id is not distinct from $1 or lower(to_address) = $3 then $8 else erased_text(to_address, $4, $6) end) or subject is distinct from (case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then $6 else erased_text(subject, $4, $6) end) or text_body is distinct from (case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then $6 else erased_text(text_body, $4, $6) end) or html_body is distinct from (case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then $6 else erased_text(html_body, $4, $6) end) or calendar is distinct from (case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then null else erased_text(calendar, $4, $6) end) or error is distinct from (case when (mail.person_id is not distinct from $1 or mail.ticket_id = any ($2)) then null else erased_text(error, $4, $6) end))'),
    (33, 'mail_in', 'update mail_in set sender_digest = case when sender_digest in (sha256(convert_to(''said '' || $3, ''UTF8'')), sha256(convert_to(''vouched for '' || $3, ''UTF8''))) then null else sender_digest end, state = case when state in (''received'', ''quarantined'') and exists (select 1 from mail_in_content c where c.mail_in_id = id and erased_text(c.sender, $4, '''') <> c.sender) then ''discarded'' else state end, outcome = case when outcome is null and exists (select 1 from mail_in_content c where c.mail_in_id = id and erased_text(c.sender, $4, '''') <> c.sender) then ''ignored'' else outcome end, decided_at = case when state in (''received'', ''quarantined'') and exists (select 1 from mail_in_content c where c.mail_in_id = id and erased_text(c.sender, $4, '''') <> c.sender) then $9 else decided_at end, decision_reason = erased_text(decision_reason, $4, $6) where mail_in.ctid >= $11 and mail_in.ctid < $12 and (sender_digest is distinct from (case when sender_digest in (sha256(convert_to(''said '' || $3, ''UTF8'')), sha256(convert_to(''vouched for '' || $3, ''UTF8''))) then null else sender_digest end) or state is distinct from (case when state in (''received'', ''quarantined'') and exists (select 1 from mail_in_content c where c.mail_in_id = id and erased_text(c.sender, $4, '''') <> c.sender) then ''discarded'' else state end) or outcome is distinct from (case when outcome is null and exists (select 1 from mail_in_content c where c.mail_in_id = id and erased_text(c.sender, $4, '''') <> c.sender) then ''ignored'' else outcome end) or decided_at is distinct from (case when state in (''received'', ''quarantined'') and exists (select 1 from mail_in_content c where c.mail_in_id = id and erased_text(c.sender, $4, '''') <> c.sender) then $9 else decided_at end) or decision_reason is distinct from (erased_text(decision_reason, $4, $6)))'),
    (34, 'mail_in_content', 'delete from mail_in_content where mail_in_content.ctid >= $11 and mail_in_content.ctid < $12 and (erased_text(sender, $4, '''') <> sender or exists (select 1 from mail_in m where m.id = mail_in_id and m.state not in (''received'', ''quarantined'') and (m.ticket_id = any ($2) or erased_text(concat_ws('' '', subject, text_body, encode(raw, ''escape'')), $4, '''') <> concat_ws('' '', subject, text_body, encode(raw, ''escape'')))))'),
    (35, 'mail_in_content', 'update mail_in_content set raw = decode(erased_text(encode(raw, ''escape''), $4, $6), ''escape''), subject = erased_text(subject, $4, $6), text_body = erased_text(text_body, $4, $6), files = erased_text(files::text, $5, $6)::jsonb where mail_in_content.ctid >= $11 and mail_in_content.ctid < $12 and (raw is distinct from (decode(erased_text(encode(raw, ''escape''), $4, $6), ''escape'')) or subject is distinct from (erased_text(subject, $4, $6)) or text_body is distinct from (erased_text(text_body, $4, $6)) or files is distinct from (erased_text(files::text, $5, $6)::jsonb))'),
    (36, 'mail_suppression', 'delete from mail_suppression where mail_suppression.ctid >= $11 and mail_suppression.ctid < $12 and (lower(address) = $3)'),
    (37, 'consumer_cursor', 'update consumer_cursor set error = case when stream_id = any ($2) then null else erased_text(error, $4, $6) end where consumer_cursor.ctid >= $11 and consumer_cursor.ctid < $12 and (error is distinct from (case when stream_id = any ($2) then null else erased_text(error, $4, $6) end))'),
    (38, 'canned_answer', 'update canned_answer set name = erased_text(name, $4, $6), body = erased_text(body, $4, $6) where canned_answer.ctid >= $11 and canned_answer.ctid < $12 and (name is distinct from (erased_text(name, $4, $6)) or body is distinct from (erased_text(body, $4, $6)))'),
    (39, 'major_incident', 'update major_incident set title = erased_text(title, $4, $6) where major_incident.ctid >= $11 and major_incident.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)))'),
    (40, 'major_update', 'update major_update set body = erased_text(body, $4, $6) where major_update.ctid >= $11 and major_update.ctid < $12 and (body is distinct from (erased_text(body, $4, $6)))'),
    (41, 'problem_inside', 'update problem_inside set title = erased_text(title, $4, $6), cause = erased_text(cause, $4, $6), title_fr = erased_text(title_fr, $4, $6), title_en = erased_text(title_en, $4, $6), workaround_fr = erased_text(workaround_fr, $4, $6), workaround_en = erased_text(workaround_en, $4, $6), words = ts_delete(words, $10) where problem_inside.ctid >= $11 and problem_inside.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)) or cause is distinct from (erased_text(cause, $4, $6)) or title_fr is distinct from (erased_text(title_fr, $4, $6)) or title_en is distinct from (erased_text(title_en, $4, $6)) or workaround_fr is distinct from (erased_text(workaround_fr, $4, $6)) or workaround_en is distinct from (erased_text(workaround_en, $4, $6)))'),
    (42, 'problem_note', 'update problem_note set body = erased_text(body, $4, $6) where problem_note.ctid >= $11 and problem_note.ctid < $12 and (body is distinct from (erased_text(body, $4, $6)))'),
    (43, 'problem_publication', 'update problem_publication set title_fr = erased_text(title_fr, $4, $6), title_en = erased_text(title_en, $4, $6), workaround_fr = erased_text(workaround_fr, $4, $6), workaround_en = erased_text(workaround_en, $4, $6), fixed_fr = erased_text(fixed_fr, $4, $6), fixed_en = erased_text(fixed_en, $4, $6), words = ts_delete(words, $10) where problem_publication.ctid >= $11 and problem_publication.ctid < $12 and (title_fr is distinct from (erased_text(title_fr, $4, $6)) or title_en is distinct from (erased_text(title_en, $4, $6)) or workaround_fr is distinct from (erased_text(workaround_fr, $4, $6)) or workaround_en is distinct from (erased_text(workaround_en, $4, $6)) or fixed_fr is distinct from (erased_text(fixed_fr, $4, $6)) or fixed_en is distinct from (erased_text(fixed_en, $4, $6)))'),
    (44, 'ready_text', 'update ready_text set name = erased_text(name, $4, $6 || '' '' || right(id::text, 6)), text_fr = erased_text(text_fr, $4, $6), text_en = erased_text(text_en, $4, $6) where ready_text.ctid >= $11 and ready_text.ctid < $12 and (name is distinct from (erased_text(name, $4, $6 || '' '' || right(id::text, 6))) or text_fr is distinct from (erased_text(text_fr, $4, $6)) or text_en is distinct from (erased_text(text_en, $4, $6)))'),
    (45, 'request_model_version', 'update request_model_version set content = erased_text(content::text, $5, $6)::jsonb where request_model_version.ctid >= $11 and request_model_version.ctid < $12 and (content is distinct from (erased_text(content::text, $5, $6)::jsonb))'),
    (46, 'team', 'update team set name = erased_text(name, $4, $6 || '' '' || right(id::text, 6)) where team.ctid >= $11 and team.ctid < $12 and (name is distinct from (erased_text(name, $4, $6 || '' '' || right(id::text, 6))))'),
    (47, 'ticket_template', 'update ticket_template set name = erased_text(name, $4, $6), content = erased_text(content::text, $5, $6)::jsonb where ticket_template.ctid >= $11 and ticket_template.ctid < $12 and (name is distinct from (erased_text(name, $4, $6)) or content is distinct from (erased_text(content::text, $5, $6)::jsonb))'),
    (48, 'agreement', 'update agreement set notice_reason = erased_text(notice_reason, $4, $6) where agreement.ctid >= $11 and agreement.ctid < $12 and (notice_reason is distinct from (erased_text(notice_reason, $4, $6)))'),
    (49, 'agreement_version', 'update agreement_version set reason = erased_text(reason, $4, $6), decision_reason = erased_text(decision_reason, $4, $6) where agreement_version.ctid >= $11 and agreement_version.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)) or decision_reason is distinct from (erased_text(decision_reason, $4, $6)))'),
    (50, 'handled_unit', 'update handled_unit set reason = erased_text(reason, $4, $6) where handled_unit.ctid >= $11 and handled_unit.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (51, 'responsibility', 'update responsibility set external_name = erased_text(external_name, $4, $6), external_address = erased_text(external_address, $4, $6) where responsibility.ctid >= $11 and responsibility.ctid < $12 and (external_name is distinct from (erased_text(external_name, $4, $6)) or external_address is distinct from (erased_text(external_address, $4, $6)))'),
    (52, 'risk_questionnaire', 'update risk_questionnaire set questions = erased_text(questions::text, $5, $6)::jsonb where risk_questionnaire.ctid >= $11 and risk_questionnaire.ctid < $12 and (questions is distinct from (erased_text(questions::text, $5, $6)::jsonb))'),
    (53, 'simulation', 'update simulation set terms = erased_text(terms::text, $5, $6)::jsonb where simulation.ctid >= $11 and simulation.ctid < $12 and (terms is distinct from (erased_text(terms::text, $5, $6)::jsonb))'),
    (54, 'verdict_contest', 'update verdict_contest set reason = erased_text(reason, $4, $6), settlement_reason = erased_text(settlement_reason, $4, $6) where verdict_contest.ctid >= $11 and verdict_contest.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)) or settlement_reason is distinct from (erased_text(settlement_reason, $4, $6)))'),
    (55, 'verdict_correction', 'update verdict_correction set reason = erased_text(reason, $4, $6) where verdict_correction.ctid >= $11 and verdict_correction.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (56, 'change', 'update change set title = erased_text(title, $4, $6), why = erased_text(why, $4, $6) where change.ctid >= $11 and change.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)) or why is distinct from (erased_text(why, $4, $6)))'),
    (57, 'change_acknowledgement', 'update change_acknowledgement set reason = erased_text(reason, $4, $6) where change_acknowledgement.ctid >= $11 and change_acknowledgement.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (58, 'change_finding', 'update change_finding set found = erased_text(found::text, $5, $6)::jsonb where change_finding.ctid >= $11 and change_finding.ctid < $12 and (found is distinct from (erased_text(found::text, $5, $6)::jsonb))'),
    (59, 'change_freeze', 'update change_freeze set title = erased_text(title, $4, $6), reason = erased_text(reason, $4, $6), lift_reason = erased_text(lift_reason, $4, $6) where change_freeze.ctid >= $11 and change_freeze.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)) or reason is distinct from (erased_text(reason, $4, $6)) or lift_reason is distinct from (erased_text(lift_reason, $4, $6)))'),
    (60, 'change_inside', 'update change_inside set plan = erased_text(plan, $4, $6), tests = erased_text(tests, $4, $6), backout_plan = erased_text(backout_plan, $4, $6), emergency_reason = erased_text(emergency_reason, $4, $6), answers = erased_text(answers::text, $5, $6)::jsonb where change_inside.ctid >= $11 and change_inside.ctid < $12 and (plan is distinct from (erased_text(plan, $4, $6)) or tests is distinct from (erased_text(tests, $4, $6)) or backout_plan is distinct from (erased_text(backout_plan, $4, $6)) or emergency_reason is distinct from (erased_text(emergency_reason, $4, $6)) or answers is distinct from (erased_text(answers::text, $5, $6)::jsonb))'),
    (61, 'change_model_plan', 'update change_model_plan set description = erased_text(description, $4, $6), tests = erased_text(tests, $4, $6), backout = erased_text(backout, $4, $6), steps = erased_text(steps::text, $5, $6)::jsonb where change_model_plan.ctid >= $11 and change_model_plan.ctid < $12 and (description is distinct from (erased_text(description, $4, $6)) or tests is distinct from (erased_text(tests, $4, $6)) or backout is distinct from (erased_text(backout, $4, $6)) or steps is distinct from (erased_text(steps::text, $5, $6)::jsonb))'),
    (62, 'change_model_reason', 'update change_model_reason set reason = erased_text(reason, $4, $6) where change_model_reason.ctid >= $11 and change_model_reason.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (63, 'change_model_version', 'update change_model_version set title_fr = erased_text(title_fr, $4, $6), title_en = erased_text(title_en, $4, $6) where change_model_version.ctid >= $11 and change_model_version.ctid < $12 and (title_fr is distinct from (erased_text(title_fr, $4, $6)) or title_en is distinct from (erased_text(title_en, $4, $6)))'),
    (64, 'change_note', 'update change_note set body = erased_text(body, $4, $6) where change_note.ctid >= $11 and change_note.ctid < $12 and (body is distinct from (erased_text(body, $4, $6)))'),
    (65, 'change_objection', 'update change_objection set reason = erased_text(reason, $4, $6) where change_objection.ctid >= $11 and change_objection.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (66, 'change_opinion', 'update change_opinion set reason = erased_text(reason, $4, $6) where change_opinion.ctid >= $11 and change_opinion.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (67, 'change_override', 'update change_override set reason = erased_text(reason, $4, $6) where change_override.ctid >= $11 and change_override.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (68, 'change_party', 'update change_party set added_reason = erased_text(added_reason, $4, $6), removed_reason = erased_text(removed_reason, $4, $6) where change_party.ctid >= $11 and change_party.ctid < $12 and (added_reason is distinct from (erased_text(added_reason, $4, $6)) or removed_reason is distinct from (erased_text(removed_reason, $4, $6)))'),
    (69, 'change_task', 'update change_task set title = erased_text(title, $4, $6), note = erased_text(note, $4, $6) where change_task.ctid >= $11 and change_task.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)) or note is distinct from (erased_text(note, $4, $6)))'),
    (70, 'change_vote', 'update change_vote set reason = erased_text(reason, $4, $6) where change_vote.ctid >= $11 and change_vote.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (71, 'freeze_exemption', 'update freeze_exemption set reason = erased_text(reason, $4, $6), withdraw_reason = erased_text(withdraw_reason, $4, $6) where freeze_exemption.ctid >= $11 and freeze_exemption.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)) or withdraw_reason is distinct from (erased_text(withdraw_reason, $4, $6)))'),
    (72, 'release', 'update release set label = erased_text(label, $4, $6 || '' '' || right(id::text, 6)) where release.ctid >= $11 and release.ctid < $12 and (label is distinct from (erased_text(label, $4, $6 || '' '' || right(id::text, 6))))'),
    (73, 'release_notes', 'update release_notes set notes_fr = erased_text(notes_fr, $4, $6), notes_en = erased_text(notes_en, $4, $6), issues_fr = erased_text(issues_fr, $4, $6), issues_en = erased_text(issues_en, $4, $6) where release_notes.ctid >= $11 and release_notes.ctid < $12 and (notes_fr is distinct from (erased_text(notes_fr, $4, $6)) or notes_en is distinct from (erased_text(notes_en, $4, $6)) or issues_fr is distinct from (erased_text(issues_fr, $4, $6)) or issues_en is distinct from (erased_text(issues_en, $4, $6)))'),
    (74, 'action_plan', 'update action_plan set title = erased_text(title, $4, $6), paused_reason = erased_text(paused_reason, $4, $6) where action_plan.ctid >= $11 and action_plan.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)) or paused_reason is distinct from (erased_text(paused_reason, $4, $6)))'),
    (75, 'action_review', 'update action_review set note = erased_text(note, $4, $6) where action_review.ctid >= $11 and action_review.ctid < $12 and (note is distinct from (erased_text(note, $4, $6)))'),
    (76, 'action_version', 'update action_version set title_fr = erased_text(title_fr, $4, $6), title_en = erased_text(title_en, $4, $6), document = erased_text(document::text, $5, $6)::jsonb, words = ts_delete(words, $10) where action_version.ctid >= $11 and action_version.ctid < $12 and (title_fr is distinct from (erased_text(title_fr, $4, $6)) or title_en is distinct from (erased_text(title_en, $4, $6)) or document is distinct from (erased_text(document::text, $5, $6)::jsonb))'),
    (77, 'improvement', 'update improvement set title = erased_text(title, $4, $6), criterion = erased_text(criterion, $4, $6), note = erased_text(note, $4, $6) where improvement.ctid >= $11 and improvement.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)) or criterion is distinct from (erased_text(criterion, $4, $6)) or note is distinct from (erased_text(note, $4, $6)))'),
    (78, 'improvement_review', 'update improvement_review set note = erased_text(note, $4, $6) where improvement_review.ctid >= $11 and improvement_review.ctid < $12 and (note is distinct from (erased_text(note, $4, $6)))'),
    (79, 'improvement_task', 'update improvement_task set title = erased_text(title, $4, $6) where improvement_task.ctid >= $11 and improvement_task.ctid < $12 and (title is distinct from (erased_text(title, $4, $6)))'),
    (80, 'plan_occurrence', 'update plan_occurrence set reason = erased_text(reason, $4, $6) where plan_occurrence.ctid >= $11 and plan_occurrence.ctid < $12 and (reason is distinct from (erased_text(reason, $4, $6)))'),
    (81, 'plan_run', 'update plan_run set results = erased_text(results::text, $5, $6)::jsonb where plan_run.ctid >= $11 and plan_run.ctid < $12 and (results is distinct from (erased_text(results::text, $5, $6)::jsonb))'),
    (82, 'run', 'update run set note = erased_text(note, $4, $6), parameters = erased_text(parameters::text, $5, $6)::jsonb, results = erased_text(results::text, $5, $6)::jsonb where run.ctid >= $11 and run.ctid < $12 and (note is distinct from (erased_text(note, $4, $6)) or parameters is distinct from (erased_text(parameters::text, $5, $6)::jsonb) or results is distinct from (erased_text(results::text, $5, $6)::jsonb))'),
    (83, 'run_evidence', 'update run_evidence set body = erased_text(body, $4, $6), file_name = erased_text(file_name, $4, $6) where run_evidence.ctid >= $11 and run_evidence.ctid < $12 and (body is distinct from (erased_text(body, $4, $6)) or file_name is distinct from (erased_text(file_name, $4, $6)))'),
    (84, 'run_step', 'update run_step set seen = erased_text(seen, $4, $6), reason = erased_text(reason, $4, $6), undone_seen = erased_text(undone_seen, $4, $6) where run_step.ctid >= $11 and run_step.ctid < $12 and (seen is distinct from (erased_text(seen, $4, $6)) or reason is distinct from (erased_text(reason, $4, $6)) or undone_seen is distinct from (erased_text(undone_seen, $4, $6)))')
$function$;

-- function erasure_step(p_person uuid, p_pages integer, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.erasure_step(p_person uuid, p_pages integer, p_at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  e erasure; rule record; last_page bigint; changed bigint; tickets uuid[];
begin
  select * into e from erasure where person_id = p_person for update;
  if not found then raise exception 'no erasure was asked for' using errcode = '42501'; end if;
  if e.state <> 'running' then return 'done'; end if;
  select * into rule from erasure_rules() r where r.n = e.at_statement;
  if not found then
    if e.touched > 0 then
      update erasure set at_statement = 1, at_page = 0, touched = 0 where person_id = p_person;
      return 'more';
    end if;
    if exists (select 1 from erasure_file f where f.person_id = p_person) then return 'files'; end if;
    update erasure set state = 'done', done_at = p_at, due_at = null, searched = null where person_id = p_person;
    return 'done';
  end if;
  perform set_config('app.erasing', p_person::text, true);
  -- asked with each part
  tickets := array(select p.ticket_id
                     from membership m
                     join ticket_party p on p.institution_id = m.institution_id and p.requester_id = m.person_id and p.side = 'user'
                    where m.person_id = p_person);
  execute rule.statement
    using p_person, tickets, e.searched ->> 'address', e.searched ->> 'pattern', e.searched ->> 'json', e.searched ->> 'word',
          e.searched ->> 'name', p_person || '@erased.invalid', p_at,
          array(select jsonb_array_elements_text(e.searched -> 'words')),
          format('(%s,0)', e.at_page)::tid, format('(%s,0)', e.at_page + p_pages)::tid;
  get diagnostics changed = row_count;
  perform set_config('app.erasing', '', true);
  last_page := pg_relation_size(rule.table_name::regclass) / current_setting('block_size')::integer;
  update erasure
     set touched = touched + changed, rows_changed = rows_changed + changed,
         at_statement = at_statement + case when e.at_page + p_pages >= last_page then 1 else 0 end,
         at_page = case when e.at_page + p_pages >= last_page then 0 else e.at_page + p_pages end
   where person_id = p_person;
  return 'more';
end $function$;
grant execute on function erasure_step(p_person uuid, p_pages integer, p_at timestamp with time zone) to guichet_worker;

-- function event_append(p_stream uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.event_append(p_stream uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select 1 from ticket_party p
                  where p.ticket_id = p_stream and p.institution_id = app_institution() and p.until is null
                    and (app_serves(p.side, p.service_id)
                         or (app_scope() is not null and p.side = 'user' and p.requester_id = app_person()))) then
    raise exception 'not a party' using errcode = '42501';
  end if;
  return record_write(p_stream, 'ticket', p_events);
end $function$;
grant execute on function event_append(p_stream uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function event_canonical(e event), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.event_canonical(e event)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select concat_ws(chr(31), e.stream_id, e.number, e.domain, e.id, e.type, e.audience,
           to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           e.actor_id, e.actor_institution_id, e.actor_side, to_jsonb(e.readers), e.data::text)
$function$;
grant execute on function event_canonical(e event) to public;

-- function event_noted(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.event_noted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  author_side constant text := coalesce(new.data ->> 'authorSide', new.actor_side);
begin
  update ticket_party p
     set answered_at = greatest(new.occurred_at, p.answered_at + interval '1 millisecond')
   where p.ticket_id = new.stream_id and p.until is null
     and reader_key(p.institution_id, p.side) = any (new.readers)
     and case when new.type = 'message.shared' then p.side = 'provider'
              when p.side = 'user' then author_side <> 'user'
              else author_side = 'user' and new.audience = 'shared' end;
  -- what not every party sees is not indexed with its move
  perform ticket_index(new.stream_id);
  return null;
end $function$;

-- function freeze_append(p_freeze uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.freeze_append(p_freeze uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare f change_freeze; item jsonb; at timestamptz; shared_with jsonb;
begin
  select * into f from change_freeze where id = p_freeze;
  if not found or not freeze_own(f.scope, f.institution_id, f.service_id) then
    raise exception 'not its own' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    -- the operator stands on no side
    if not coalesce(item ->> 'audience' = 'shared'
                    and item ->> 'side' = case f.scope when 'consortium' then 'requester' when 'service' then 'provider' else 'user' end,
                    false) then
      raise exception 'not its own' using errcode = '42501';
    end if;
    at := (item ->> 'at')::timestamptz;
  end loop;
  select jsonb_agg(distinct k) into shared_with
    from (select reader_key(i.id, s) as k
            from institution i, unnest(array['user', 'provider']) s
           where f.scope = 'consortium' or i.id = f.institution_id
          union all
          select reader_key(r.institution_id, s)
            from responsibility r, unnest(array['user', 'provider']) s
           where r.service_id = f.service_id and r.institution_id is not null
          union all
          select reader_key(i, s)
            from agreement a
            join institution l on l.id = a.lead_provider_id
           cross join unnest(array[a.institution_id, a.lead_provider_id]) i
           cross join unnest(array['user', 'provider']) s
           where a.service_id = f.service_id
             and (at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
          union all
          select reader_key(p, 'provider')
            from agreement a
            join institution l on l.id = a.lead_provider_id
           cross join lateral (select a.lead_provider_id as p
                               union select r.institution_id from responsibility r
                                      where r.service_id = a.service_id and r.institution_id is not null) providers
           where f.scope = 'institution' and a.institution_id = f.institution_id
             and (at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')) keys;
  return record_write(p_freeze, 'freeze',
    (select jsonb_agg(e || jsonb_build_object('readers', shared_with)) from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function freeze_append(p_freeze uuid, p_events jsonb) to guichet_api;

-- function freeze_own(p_scope text, p_institution uuid, p_service uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.freeze_own(p_scope text, p_institution uuid, p_service uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  return coalesce(case p_scope
    when 'consortium' then
      p_institution is null and app_scope() = 'staff'
      and app_institution() = '00000000-0000-0000-0000-000000000000'
      and exists (select 1 from person p where p.id = app_person() and p.is_operator)
    when 'service' then
      p_institution = app_institution() and app_serves('provider', p_service)
      and exists (select 1 from service s where s.id = p_service and s.lead_provider_id = p_institution)
    when 'institution' then
      p_institution = app_institution() and p_service is null and app_has_side('user')
    end, false);
end $function$;
grant execute on function freeze_own(p_scope text, p_institution uuid, p_service uuid) to public;

-- function freeze_services(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.freeze_services()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.id
    from service s
   where app_scope() = 'staff'
     and (s.lead_provider_id = app_institution()
          or exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution())
          or exists (select 1 from agreement a
                       join institution l on l.id = a.lead_provider_id
                      where a.service_id = s.id and app_institution() in (a.institution_id, a.lead_provider_id)
                        and (app_now() at time zone l.time_zone)::date
                            between a.starts_on and coalesce(a.ends_on, 'infinity')))
$function$;
grant execute on function freeze_services() to public;

-- function freeze_tenants(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.freeze_tenants()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select a.institution_id
    from agreement a
    join institution l on l.id = a.lead_provider_id
   where ((select app_services('provider')) = '*' or a.service_id = any ((select app_service_ids('provider'))::uuid[]))
     and (app_now() at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
     and (a.lead_provider_id = app_institution()
          or exists (select 1 from responsibility r
                      where r.service_id = a.service_id and r.institution_id = app_institution()))
$function$;
grant execute on function freeze_tenants() to public;

-- function handled_unit_guard(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.handled_unit_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if new.settled_verdict is not null
     and (tg_op = 'INSERT' or new.settled_verdict is distinct from old.settled_verdict)
     and not exists (select 1 from verdict_contest c
                      where c.ticket_id = new.ticket_id and c.agreed and c.claimed = new.settled_verdict) then
    raise exception 'only what both sides agreed on' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function handled_unit_guard() to public;

-- function improvement_append(p_improvement uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.improvement_append(p_improvement uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare i improvement; item jsonb;
begin
  select * into i from improvement where id = p_improvement;
  if i.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', i.service_id), false) then
    raise exception 'not its institution' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' = 'internal'
                    and item ->> 'type' like 'improvement.%', false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
  end loop;
  return record_write(p_improvement, 'improvement',
    (select jsonb_agg(e || jsonb_build_object('readers', jsonb_build_array(reader_key(i.institution_id, 'provider'))))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function improvement_append(p_improvement uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function improvement_problem_reopened(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.improvement_problem_reopened()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  with found as (
    insert into improvement_recurrence (id, improvement_id, institution_id, kind, at)
    select gen_random_uuid(), i.id, i.institution_id, 'reopened', new.updated_at
      from improvement i
     where i.problem_id = new.id and i.state in ('implemented', 'effective', 'ineffective')
    returning improvement_id, institution_id, at)
  insert into improvement_due as d (improvement_id, institution_id, at)
  select improvement_id, institution_id, at from found
  on conflict (improvement_id) do update set at = least(d.at, excluded.at);
  return null;
end $function$;

-- function improvement_review_stays(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.improvement_review_stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if old.verdict is not null then
    raise exception 'a verdict stays' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function improvement_review_stays() to public;

-- function improvement_ticket_linked(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.improvement_ticket_linked()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if new.unlinked_at is not null then
    update improvement_recurrence r set withdrawn_at = new.unlinked_at
      from improvement i
     where i.problem_id = new.problem_id and r.improvement_id = i.id and r.ticket_id = new.ticket_id
       and r.withdrawn_at is null;
    return null;
  end if;
  with found as (
    insert into improvement_recurrence (id, improvement_id, institution_id, kind, ticket_id, at)
    select gen_random_uuid(), i.id, i.institution_id, 'ticket', new.ticket_id, new.linked_at
      from improvement i
      join ticket t on t.id = new.ticket_id
     where i.problem_id = new.problem_id and i.state in ('implemented', 'effective', 'ineffective')
       and t.opened_at > i.implemented_at
    on conflict do nothing
    returning improvement_id, institution_id, at)
  insert into improvement_due as d (improvement_id, institution_id, at)
  select improvement_id, institution_id, at from found
  on conflict (improvement_id) do update set at = least(d.at, excluded.at);
  return null;
end $function$;

-- function institution_append(p_institution uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.institution_append(p_institution uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if p_institution is distinct from app_institution() or not app_has_side('user') then
    raise exception 'not the own institution' using errcode = '42501';
  end if;
  return record_write(p_institution, 'institution',
    (select jsonb_agg(e || jsonb_build_object('audience', 'internal', 'side', 'user',
                                              'readers', jsonb_build_array(reader_key(p_institution, 'user'))))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function institution_append(p_institution uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function live_person_changed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.live_person_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform pg_notify('guichet_people', to_jsonb(coalesce(new, old)) ->> tg_argv[0]);
  return null;
end $function$;
grant execute on function live_person_changed() to public;

-- function live_recorded(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.live_recorded()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into live_event
  select i, pg_current_xact_id()::text::bigint, new.event_id, new.stream_id, e.occurred_at
    from unnest(new.institution_ids) i, event e, event_stream s
   where e.id = new.event_id and s.stream_id = new.stream_id and s.kind in ('ticket', 'run');
  return null;
end $function$;
grant execute on function live_recorded() to public;

-- function major_announce(p_major uuid, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.major_announce(p_major uuid, p_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m major_incident;
begin
  select * into m from major_incident where id = p_major;
  if m.institution_id is distinct from app_institution() or m.state is distinct from 'open'
     or not coalesce(app_serves('user', m.service_id) or app_serves('provider', m.service_id), false) then
    raise exception 'not its institution' using errcode = '42501';
  end if;
  insert into major_audience
  select i.id, p_major, p_at
    from institution i
   where i.id = m.institution_id
      or exists (select 1 from responsibility r where r.service_id = m.service_id and r.institution_id = i.id)
      or exists (select 1 from agreement a
                   join institution l on l.id = a.lead_provider_id
                  where a.service_id = m.service_id and a.institution_id = i.id
                    and (p_at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity'))
  on conflict do nothing;
end $function$;
grant execute on function major_announce(p_major uuid, p_at timestamp with time zone) to guichet_api, guichet_worker;

-- function major_append(p_major uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.major_append(p_major uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m major_incident; item jsonb;
begin
  select * into m from major_incident where id = p_major;
  if m.institution_id is distinct from app_institution() then
    raise exception 'not its institution' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'audience' = 'shared' and app_serves(item ->> 'side', m.service_id), false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
  end loop;
  return record_write(p_major, 'major',
    (select jsonb_agg(e || jsonb_build_object('readers',
              (select jsonb_agg(reader_key(a.institution_id, side) order by a.institution_id, side)
                 from major_audience a, unnest(array['user', 'provider']) side where a.major_id = p_major)))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function major_append(p_major uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function major_counts(p_major uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.major_counts(p_major uuid)
 RETURNS TABLE(institutions integer, children integer, resolved integer, left_open integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m major_incident;
begin
  select * into m from major_incident where id = p_major;
  if m.institution_id is distinct from app_institution()
     or not coalesce(app_serves('user', m.service_id) or app_serves('provider', m.service_id), false) then
    return;
  end if;
  return query
  select (select count(distinct c.institution_id)::integer from major_child c where c.major_id = p_major),
         (select count(*)::integer from major_child c where c.major_id = p_major),
         (select count(*)::integer from consequence c where c.source_id = p_major and c.kind = 'resolve' and c.state = 'done'),
         (select count(*)::integer from consequence c where c.source_id = p_major and c.kind = 'resolve' and c.state = 'left');
end $function$;
grant execute on function major_counts(p_major uuid) to guichet_api, guichet_worker;

-- function major_guard(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.major_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if old.state = 'ended' then
    raise exception 'what has ended stays so' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function major_guard() to public;

-- function message_edited(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.message_edited()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if new.readers is distinct from old.readers and not coalesce(old.readers && app_reader_keys(), false) then
    raise exception 'only staff who read it let others read it' using errcode = '42501';
  end if;
  if (new.body, new.version, new.edited_at) is not distinct from (old.body, old.version, old.edited_at) then
    return new;
  end if;
  if old.kind <> 'message' or old.author_id is distinct from app_person()
     or old.author_institution_id is distinct from app_institution() then
    raise exception 'only its author edits a message' using errcode = '42501';
  end if;
  if new.version is distinct from old.version + 1 or new.edited_at is null
     or new.edited_at > old.posted_at + interval '10 minutes' then
    raise exception 'a message is edited within ten minutes' using errcode = '42501';
  end if;
  insert into message_version values (old.id, old.version, old.body, coalesce(old.edited_at, old.posted_at));
  return new;
end $function$;
grant execute on function message_edited() to public;

-- function message_noted(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.message_noted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update ticket_party p
     set answered_at = greatest(new.posted_at, p.answered_at + interval '1 millisecond')
   where p.ticket_id = new.ticket_id and p.until is null
     and reader_key(p.institution_id, p.side) = any (new.readers)
     and case p.side when 'user' then new.author_side <> 'user'
                                   and (new.kind in ('message', 'external') or new.author_side = 'requester')
                     else new.author_side = 'user' and new.kind in ('message', 'answer') and new.audience = 'shared' end;
  return null;
end $function$;

-- function message_readers_grow(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.message_readers_grow()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not new.readers @> old.readers then
    raise exception 'what was shared stays shared' using errcode = '42501';
  end if;
  if old.audience = 'internal' and not old.readers @> new.readers then
    raise exception 'what is internal stays inside' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function message_readers_grow() to public;

-- function months_unpublished(p_until text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.months_unpublished(p_until text)
 RETURNS TABLE(agreement_id uuid, lead_provider_id uuid, month text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select distinct u.agreement_id, u.lead_provider_id, u.month
    from handled_unit u
   where u.month <= p_until and u.verdict_at is not null
     and not exists (select 1 from published_month p where p.agreement_id = u.agreement_id and p.month = u.month)
$function$;
grant execute on function months_unpublished(p_until text) to guichet_worker;

-- function open_tickets(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.open_tickets()
 RETURNS TABLE(state text, amount integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select t.state, count(*)::integer
    from ticket t
   where t.state in ('new', 'in_progress', 'waiting')
   group by t.state
$function$;
grant execute on function open_tickets() to guichet_worker;

-- function password_link_make(p_id uuid, p_email text, p_purpose text, p_token_hash bytea, p_at timestamp with time zone, p_expires_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.password_link_make(p_id uuid, p_email text, p_purpose text, p_token_hash bytea, p_at timestamp with time zone, p_expires_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_person uuid; v_institution uuid;
begin
  select p.id into v_person from person p where p.email = lower(p_email) and p.left_at is null;
  if p_purpose = 'forgotten' then
    if (select count(*) from password_link l
         where l.person_id = v_person and l.purpose = 'forgotten' and l.made_at > p_at - interval '1 hour') >= 3 then
      v_person := null;
    end if;
  else
    update password_link set ended_at = p_at, send_at = null where person_id = v_person and ended_at is null;
  end if;
  if p_purpose = 'reset' then
    delete from credential where person_id = v_person;
    update session set revoked_at = p_at where person_id = v_person and revoked_at is null;
  end if;
  select m.institution_id into v_institution
    from membership m join institution i on i.id = m.institution_id
   where m.person_id = v_person
   order by i.code
   limit 1;
  insert into password_link
  values (p_id, v_person, v_institution, p_purpose, p_token_hash, p_at, p_expires_at, null,
          case when v_person is not null then p_at end);
end $function$;
grant execute on function password_link_make(p_id uuid, p_email text, p_purpose text, p_token_hash bytea, p_at timestamp with time zone, p_expires_at timestamp with time zone) to guichet_api;

-- function password_link_person(p_token_hash bytea, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.password_link_person(p_token_hash bytea, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select person_with_rights(p.id)
    from password_link l join person p on p.id = l.person_id
   where l.token_hash = p_token_hash and l.ended_at is null and l.expires_at > p_at and p.left_at is null
$function$;
grant execute on function password_link_person(p_token_hash bytea, p_at timestamp with time zone) to guichet_api;

-- function password_set(p_token_hash bytea, p_password_hash text, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.password_set(p_token_hash bytea, p_password_hash text, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if app_scope() is null
     or not exists (select 1 from person p where p.id = app_person() and p.left_at is null) then
    raise exception 'nobody who could have a password' using errcode = '42501';
  end if;
  if p_token_hash is not null then
    update password_link set ended_at = p_at
     where token_hash = p_token_hash and person_id = app_person() and ended_at is null and expires_at > p_at;
    if not found then
      return false;
    end if;
  end if;
  insert into credential values (app_person(), p_password_hash)
  on conflict (person_id) do update set password_hash = excluded.password_hash;
  update session set revoked_at = p_at where person_id = app_person() and revoked_at is null;
  update password_link set ended_at = p_at, send_at = null where person_id = app_person() and ended_at is null;
  return true;
end $function$;
grant execute on function password_set(p_token_hash bytea, p_password_hash text, p_at timestamp with time zone) to guichet_api;

-- function person_account(p_email text, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.person_account(p_email text, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select person_with_rights(p.id) || jsonb_build_object(
           'leftAt', p.left_at,
           'hasPassword', exists (select 1 from credential c where c.person_id = p.id),
           'invitedUntil', (select max(l.expires_at) from password_link l
                             where l.person_id = p.id and l.ended_at is null and l.expires_at > p_at),
           'sessions', (select count(*) from session s
                         where s.person_id = p.id and s.revoked_at is null and s.expires_at > p_at),
           'tokens', (select count(*) from api_token t where t.person_id = p.id and t.expires_at > p_at))
    from person p
   where p.email = lower(p_email)
$function$;
grant execute on function person_account(p_email text, p_at timestamp with time zone) to guichet_api;

-- function person_leave(p_person uuid, p_left_at timestamp with time zone, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.person_leave(p_person uuid, p_left_at timestamp with time zone, p_at timestamp with time zone)
 RETURNS TABLE(token_id uuid, institution_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if app_scope() is distinct from 'staff' or app_person() <> '00000000-0000-0000-0000-000000000000'
     or not (exists (select 1 from membership m where m.person_id = p_person and m.institution_id = app_institution())
             or exists (select 1 from person p where p.id = p_person and p.is_operator
                           and app_institution() = '00000000-0000-0000-0000-000000000000')) then
    raise exception 'nobody of the acting institution' using errcode = '42501';
  end if;
  update person set left_at = p_left_at, is_operator = false where id = p_person;
  delete from role_grant g where g.person_id = p_person;
  delete from credential where person_id = p_person;
  update session set revoked_at = p_at where person_id = p_person and revoked_at is null;
  update password_link set ended_at = p_at, send_at = null where person_id = p_person and ended_at is null;
  delete from calendar_feed where person_id = p_person;
  -- whoever is away has nobody in their place any more, rather than somebody who cannot come
  update absence set deputy_id = null where deputy_id = p_person and ends_at > p_at;
  return query delete from api_token t where t.person_id = p_person returning t.id, t.institution_id;
end $function$;
grant execute on function person_leave(p_person uuid, p_left_at timestamp with time zone, p_at timestamp with time zone) to guichet_api;

-- function person_name_follow(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.person_name_follow()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_table_name = 'person' then perform person_name_refresh(new.id);
  else
    if tg_op <> 'INSERT' then perform person_name_refresh(old.person_id); end if;
    if tg_op <> 'DELETE' then perform person_name_refresh(new.person_id); end if;
  end if;
  return null;
end $function$;

-- function person_name_refresh(p_person uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.person_name_refresh(p_person uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from person_name where person_id = p_person;
  insert into person_name (institution_id, word, person_id)
  select distinct m.institution_id, w.word, p.id
    from person p
    join membership m on m.person_id = p.id
   cross join lateral (select unnest(string_to_array(ticket_fold(p.display_name || ' ' || split_part(p.email, '@', 1)), ' '))
                       union select lower(p.email)) w (word)
   where p.id = p_person and p.left_at is null and w.word <> '';
$function$;

-- function person_with_rights(p_person uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.person_with_rights(p_person uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_build_object(
           'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale, 'isOperator', p.is_operator,
           'memberships', coalesce((
             select jsonb_agg(jsonb_build_object(
                      'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                      'siteId', m.site_id,
                      'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                   from role_grant g where g.person_id = p.id and g.institution_id = i.id)
                    ) order by i.code)
               from membership m join institution i on i.id = m.institution_id
              where m.person_id = p.id), '[]'))
    from person p
   where p.id = p_person
$function$;

-- function plan_append(p_plan uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.plan_append(p_plan uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare p action_plan; item jsonb;
begin
  select * into p from action_plan where id = p_plan;
  if p.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', p.service_id), false) then
    raise exception 'not their plan' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' = 'shared' and item ->> 'type' like 'plan.%', false) then
      raise exception 'not their plan' using errcode = '42501';
    end if;
  end loop;
  return record_write(p_plan, 'plan',
    (select jsonb_agg(e || jsonb_build_object('readers',
              jsonb_build_array(reader_key(p.institution_id, 'provider'), reader_key(p.institution_id, 'user'))))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function plan_append(p_plan uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function problem_append(p_problem uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.problem_append(p_problem uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m problem; item jsonb; at timestamptz; shared_with jsonb;
begin
  select * into m from problem where id = p_problem;
  if m.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', m.service_id), false) then
    raise exception 'not its institution' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' in ('shared', 'internal'), false)
       or (item ->> 'audience' = 'shared' and m.published_at is null) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
    at := (item ->> 'at')::timestamptz;
  end loop;
  select jsonb_agg(k order by k) into shared_with
    from (select reader_key(m.institution_id, 'provider') as k
          union
          select reader_key(r.institution_id, s)
            from responsibility r, unnest(array['user', 'provider']) s
           where r.service_id = m.service_id and r.institution_id is not null
          union
          select reader_key(i, s)
            from agreement a
            join institution l on l.id = a.lead_provider_id
           cross join unnest(array[a.institution_id, a.lead_provider_id]) i
           cross join unnest(array['user', 'provider']) s
           where a.service_id = m.service_id
             and (at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
          union
          select reader_key(l.institution_id, 'user')
            from problem_ticket l
           where l.problem_id = p_problem and l.is_public and l.unlinked_at is null) keys;
  return record_write(p_problem, 'problem',
    (select jsonb_agg(e || jsonb_build_object('readers',
              case e ->> 'audience' when 'shared' then shared_with
                   else jsonb_build_array(reader_key(m.institution_id, 'provider')) end))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function problem_append(p_problem uuid, p_events jsonb) to guichet_api;

-- function problem_figures(p_problems uuid[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.problem_figures(p_problems uuid[])
 RETURNS TABLE(problem_id uuid, institutions integer, tickets integer, as_of timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select p.id, count(distinct l.institution_id)::integer, count(distinct l.ticket_id)::integer, p.as_of
    from (select m.id,
                 case when m.institution_id = app_institution() and app_serves('provider', m.service_id)
                      then app_now()
                      else greatest(m.published_at, date_trunc('day', app_now() at time zone 'UTC') at time zone 'UTC')
                  end as as_of
            from problem m
           where m.id = any (p_problems)
             and ((m.institution_id = app_institution() and app_serves('provider', m.service_id))
                  or (m.published_at is not null
                      and (m.service_id in (select problem_services())
                           or (app_scope() is not null
                               and exists (select 1 from problem_ticket o
                                             join ticket_party t on t.ticket_id = o.ticket_id and t.side = 'user'
                                              and t.institution_id = app_institution()
                                            where o.problem_id = m.id and o.institution_id = app_institution()
                                              and (app_serves('user', t.service_id) or t.requester_id = app_person()))))))) p
    left join problem_ticket l on l.problem_id = p.id and l.linked_at <= p.as_of
                              and (l.unlinked_at is null or l.unlinked_at > p.as_of)
   group by p.id, p.as_of
$function$;
grant execute on function problem_figures(p_problems uuid[]) to guichet_api;

-- function problem_outcome(p_problem uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.problem_outcome(p_problem uuid)
 RETURNS TABLE(told integer, resumed integer, noted integer, pending integer, remaining jsonb)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m problem; last_fixed uuid;
begin
  select * into m from problem where id = p_problem;
  if m.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', m.service_id), false) then
    return;
  end if;
  select e.id into last_fixed from event e
   where e.stream_id = p_problem and e.type = 'problem.fixed' order by e.number desc limit 1;
  if last_fixed is null then return; end if;
  return query
  select (select count(*)::integer from problem_telling t where t.problem_id = p_problem and t.event_id = last_fixed),
         count(*) filter (where c.state = 'done' and c.reason = 'resumed')::integer,
         count(*) filter (where c.state = 'done' and c.reason is null)::integer,
         count(*) filter (where c.state = 'pending')::integer,
         (select coalesce(jsonb_object_agg(g.reason, g.count), '{}')
            from (select d.reason, count(*) from consequence d
                   where d.source_id = p_problem and d.event_id = last_fixed and d.state = 'left'
                   group by d.reason) g)
    from consequence c
   where c.source_id = p_problem and c.event_id = last_fixed;
end $function$;
grant execute on function problem_outcome(p_problem uuid) to guichet_api;

-- function problem_services(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.problem_services()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.id
    from service s
   where (app_serves('user', s.id) or app_serves('provider', s.id))
     and (exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution())
          or exists (select 1 from agreement a
                       join institution l on l.id = a.lead_provider_id
                      where a.service_id = s.id and app_institution() in (a.institution_id, a.lead_provider_id)
                        and (app_now() at time zone l.time_zone)::date
                            between a.starts_on and coalesce(a.ends_on, 'infinity')))
$function$;
grant execute on function problem_services() to public;

-- function problem_shown(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.problem_shown()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update problem_ticket set is_public = new.published_at is not null, public_since = new.published_at
   where problem_id = new.id;
  return null;
end $function$;

-- function problem_takes(p_problem uuid, p_owner uuid, p_public boolean, p_ticket uuid, p_institution uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.problem_takes(p_problem uuid, p_owner uuid, p_public boolean, p_ticket uuid, p_institution uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  return exists (select 1
                   from problem p
                   join ticket t on t.service_id = p.service_id
                  where p.id = p_problem and p.institution_id = p_owner and (p.published_at is not null) = p_public
                    and t.id = p_ticket and t.institution_id = p_institution);
end $function$;
grant execute on function problem_takes(p_problem uuid, p_owner uuid, p_public boolean, p_ticket uuid, p_institution uuid) to public;

-- function read_indexed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.read_indexed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform ticket_index(new.ticket_id);
  return null;
end $function$;

-- function reader_key(institution uuid, side text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.reader_key(institution uuid, side text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select institution::text || '/' || side
$function$;
grant execute on function reader_key(institution uuid, side text) to public;

-- function record_write(p_stream uuid, p_kind text, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.record_write(p_stream uuid, p_kind text, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  item jsonb; stream event_stream; e event; head bytea;
begin
  insert into event_stream values (p_stream, p_kind, 0, (p_events -> 0 ->> 'at')::timestamptz)
  on conflict (stream_id) do nothing;
  select * into stream from event_stream where stream_id = p_stream for update;
  if stream.kind <> p_kind then
    raise exception 'another kind of stream' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    e.id := item ->> 'id';
    e.stream_id := p_stream;
    e.number := stream.last_number + 1;
    e.type := item ->> 'type';
    e.audience := item ->> 'audience';
    e.domain := case when e.audience = 'internal' then reader_key(app_institution(), item ->> 'side') else 'common' end;
    if not coalesce(app_has_side(item ->> 'side') or (item ->> 'side' = 'requester' and e.audience <> 'internal'), false) then
      raise exception 'not on this side' using errcode = '42501';
    end if;
    e.occurred_at := greatest((item ->> 'at')::timestamptz, stream.last_at);
    e.actor_id := app_person();
    e.actor_institution_id := app_institution();
    e.actor_side := item ->> 'side';
    e.readers := array(select jsonb_array_elements_text(item -> 'readers'));
    if e.audience = 'internal' and e.readers <> array[e.domain] then
      raise exception 'what is internal stays inside' using errcode = '42501';
    end if;
    e.data := item -> 'data';
    select last_hash into head from event_chain where stream_id = p_stream and domain = e.domain;
    e.previous_hash := coalesce(head, sha256(convert_to(p_stream::text || '/' || e.domain, 'UTF8')));
    e.hash := sha256(e.previous_hash || convert_to(event_canonical(e), 'UTF8'));
    insert into event select e.*;
    insert into outbox (event_id, stream_id, institution_ids, kind, type)
    select e.id, p_stream, array(select distinct split_part(r, '/', 1)::uuid from unnest(e.readers) r), p_kind, e.type;
    insert into event_chain values (p_stream, e.domain, e.number, e.hash)
    on conflict (stream_id, domain) do update set last_number = excluded.last_number, last_hash = excluded.last_hash;
    stream.last_number := e.number;
    stream.last_at := e.occurred_at;
  end loop;
  update event_stream set last_number = stream.last_number, last_at = stream.last_at where stream_id = p_stream;
  return stream.last_at;
end $function$;

-- function release_is_open(p_release uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.release_is_open(p_release uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select 1 from release r where r.id = p_release and r.institution_id = app_institution()
                   and app_serves('provider', r.service_id) and r.state = 'draft')
$function$;
grant execute on function release_is_open(p_release uuid) to guichet_api, guichet_worker;

-- function requests_counted(p_minute timestamp with time zone, p_keys bytea[], p_amounts integer[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.requests_counted(p_minute timestamp with time zone, p_keys bytea[], p_amounts integer[])
 RETURNS TABLE(key bytea, amount integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
begin
  if cardinality(p_keys) > 1000 then
    raise exception 'too many keys at once' using errcode = 'program_limit_exceeded';
  end if;
  delete from request_count where minute < p_minute - interval '2 minutes';
  return query
    insert into request_count as c (minute, key, amount)
    select p_minute, g.key, g.amount
      from unnest(p_keys, p_amounts) g (key, amount)
        -- in one order, so that processes wait for one another and nobody for ever
     order by g.key
    on conflict (minute, key) do update set amount = c.amount + excluded.amount
    returning c.key, c.amount;
end $function$;
grant execute on function requests_counted(p_minute timestamp with time zone, p_keys bytea[], p_amounts integer[]) to guichet_api;

-- function run_append(p_run uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.run_append(p_run uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r run; item jsonb;
begin
  select * into r from run where id = p_run;
  if r.institution_id is distinct from app_institution() or not coalesce(app_serves(r.side, r.service_id), false) then
    raise exception 'not their run' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'side' = r.side and item ->> 'audience' = 'shared' and item ->> 'type' like 'run.%', false) then
      raise exception 'not their run' using errcode = '42501';
    end if;
  end loop;
  return record_write(p_run, 'run',
    (select jsonb_agg(e || jsonb_build_object('readers',
              case e ->> 'type'
                when 'run.finished' then
                  (select jsonb_agg(distinct k)
                     from unnest(array[reader_key(r.institution_id, r.side), r.owner_id::text || '/system']) k)
                else jsonb_build_array(reader_key(r.institution_id, r.side)) end))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function run_append(p_run uuid, p_events jsonb) to guichet_api, guichet_worker;

-- function run_pins_version(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.run_pins_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update action_version set used_at = new.started_at where id = new.version_id and used_at is null;
  return null;
end $function$;

-- function run_services(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.run_services()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.id
    from service s
   where app_scope() = 'staff'
     and (s.lead_provider_id = app_institution()
          or exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution()))
$function$;
grant execute on function run_services() to public;

-- function service_append(p_service uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.service_append(p_service uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare item jsonb; at timestamptz;
begin
  if not coalesce(app_serves('provider', p_service), false) or p_service not in (select run_services()) then
    raise exception 'not their service' using errcode = '42501';
  end if;
  for item in select * from jsonb_array_elements(p_events) loop
    if not coalesce(item ->> 'audience' = 'shared' and item ->> 'side' = 'provider'
                    and item ->> 'type' in ('service.questionnaire_published', 'service.dependency_added',
                                            'service.dependency_removed'), false) then
      raise exception 'not their service' using errcode = '42501';
    end if;
    at := (item ->> 'at')::timestamptz;
  end loop;
  return record_write(p_service, 'service',
    (select jsonb_agg(e || jsonb_build_object('readers', standing_readers(p_service, at, true)))
       from jsonb_array_elements(p_events) e));
end $function$;
grant execute on function service_append(p_service uuid, p_events jsonb) to guichet_api;

-- function service_kept(p_service uuid, p_events jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.service_kept(p_service uuid, p_events jsonb)
 RETURNS timestamp with time zone
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select record_write(p_service, 'service',
    (select jsonb_agg(e || jsonb_build_object('audience', 'shared', 'side', 'provider', 'readers',
                        standing_readers(p_service, (e ->> 'at')::timestamptz, true)))
       from jsonb_array_elements(p_events) e))
$function$;

-- function session_open(p_token_hash bytea, p_person uuid, p_at timestamp with time zone, p_expires_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.session_open(p_token_hash bytea, p_person uuid, p_at timestamp with time zone, p_expires_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from session where person_id = p_person and expires_at < p_at;
  insert into session values (p_token_hash, p_person, p_at, p_expires_at, null)
$function$;
grant execute on function session_open(p_token_hash bytea, p_person uuid, p_at timestamp with time zone, p_expires_at timestamp with time zone) to guichet_api;

-- function session_person(p_token_hash bytea, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.session_person(p_token_hash bytea, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_build_object(
           'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale, 'isOperator', p.is_operator,
           'memberships', coalesce((
             select jsonb_agg(jsonb_build_object(
                      'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                      'siteId', m.site_id,
                      'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                   from role_grant g where g.person_id = p.id and g.institution_id = i.id)
                    ) order by i.code)
               from membership m join institution i on i.id = m.institution_id
              where m.person_id = p.id), '[]'))
    from session s join person p on p.id = s.person_id
   where s.token_hash = p_token_hash and s.revoked_at is null and s.expires_at > p_at and p.left_at is null
$function$;
grant execute on function session_person(p_token_hash bytea, p_at timestamp with time zone) to guichet_api;

-- function session_revoke(p_token_hash bytea, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.session_revoke(p_token_hash bytea, p_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update session set revoked_at = coalesce(revoked_at, p_at) where token_hash = p_token_hash
$function$;
grant execute on function session_revoke(p_token_hash bytea, p_at timestamp with time zone) to guichet_api;

-- function sign_in_candidate(p_email text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.sign_in_candidate(p_email text)
 RETURNS TABLE(person_id uuid, password_hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select p.id, c.password_hash
    from person p join credential c on c.person_id = p.id
   where p.email = lower(p_email) and p.left_at is null
$function$;
grant execute on function sign_in_candidate(p_email text) to guichet_api;

-- function sign_in_failed(p_id uuid, p_account bytea, p_address text, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.sign_in_failed(p_id uuid, p_account bytea, p_address text, p_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from sign_in_failure where failed_at < p_at - interval '1 day';
  insert into sign_in_failure values (p_id, p_account, p_address, p_at);
$function$;
grant execute on function sign_in_failed(p_id uuid, p_account bytea, p_address text, p_at timestamp with time zone) to guichet_api;

-- function sign_in_failures(p_account bytea, p_address text, p_since timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.sign_in_failures(p_account bytea, p_address text, p_since timestamp with time zone)
 RETURNS TABLE(of_account bigint, of_address bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (select count(*) from sign_in_failure where account_hash = p_account and failed_at > p_since),
         (select count(*) from sign_in_failure where address = p_address and failed_at > p_since)
$function$;
grant execute on function sign_in_failures(p_account bytea, p_address text, p_since timestamp with time zone) to guichet_api;

-- function standing_readers(p_service uuid, p_at timestamp with time zone, p_wide boolean), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.standing_readers(p_service uuid, p_at timestamp with time zone, p_wide boolean)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_agg(k order by k)
    from (select reader_key(s.lead_provider_id, 'provider') as k from service s where s.id = p_service
          union
          select reader_key(r.institution_id, 'provider')
            from responsibility r
           where r.service_id = p_service and r.institution_id is not null
          union
          select reader_key(a.institution_id, side)
            from agreement a
            join institution l on l.id = a.lead_provider_id
           cross join unnest(array['user', 'provider']) side
           where p_wide and a.service_id = p_service
             and (p_at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')) keys
$function$;

-- function stream_kind(p_stream uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.stream_kind(p_stream uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select kind from event_stream where stream_id = p_stream
$function$;
grant execute on function stream_kind(p_stream uuid) to guichet_worker;

-- function ticket_admit(p_ticket uuid, p_institution uuid, p_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_admit(p_ticket uuid, p_institution uuid, p_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select 1 from ticket_party p
                  where p.ticket_id = p_ticket and p.institution_id = app_institution() and p.until is null
                    and app_serves(p.side, p.service_id)) then
    raise exception 'not a party' using errcode = '42501';
  end if;
  insert into ticket_party (institution_id, side, ticket_id, since, service_id, opened_at, updated_at, state, priority, next_actor)
  select p_institution, 'provider', t.id, p_at, t.service_id, t.opened_at, t.updated_at, t.state, t.priority, t.next_actor
    from ticket t
   where t.id = p_ticket
  on conflict (institution_id, side, ticket_id) do update set until = null, fulfilled = false, parting = null;
end $function$;
grant execute on function ticket_admit(p_ticket uuid, p_institution uuid, p_at timestamp with time zone) to guichet_api, guichet_worker;

-- function ticket_agreement_guard(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_agreement_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select 1 from escalation e where e.ticket_id = new.id and (e.n > 1 or e.state <> 'offered'))
     or not exists (select 1 from agreement a where a.id = new.agreement_id
                       and a.institution_id = new.institution_id and a.service_id = new.service_id) then
    raise exception 'the agreement of a ticket stays' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function ticket_agreement_guard() to public;

-- function ticket_alike(p_words tsquery[], p_tickets uuid[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_alike(p_words tsquery[], p_tickets uuid[])
 RETURNS TABLE(ticket_id uuid, words integer[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  mine text[] := ticket_document_readers();
begin
  return query
    select d.ticket_id, has.places
      from unnest(p_tickets) one (id)
     cross join lateral (
           select b.ticket_id, b.reader, b.service_id, b.words
             from ticket_document b
            where b.ticket_id = one.id and b.reader = any (mine)
            order by array_position(mine, b.reader)
            limit 1) d
     cross join lateral (
           select array(select i from generate_subscripts(p_words, 1) i where d.words @@ p_words[i]) as places) has
     where has.places <> '{}'
       and (strpos(d.reader, '/person/') > 0
            or d.reader not like '%/provider' and app_serves('user', d.service_id)
            or d.reader not like '%/user' and app_serves('provider', d.service_id));
end $function$;
grant execute on function ticket_alike(p_words tsquery[], p_tickets uuid[]) to guichet_api;

-- function ticket_dismiss(p_ticket uuid, p_institution uuid, p_at timestamp with time zone, p_fulfilled boolean), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_dismiss(p_ticket uuid, p_institution uuid, p_at timestamp with time zone, p_fulfilled boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select 1 from ticket_party p
                  where p.ticket_id = p_ticket and p.institution_id = app_institution() and p.until is null
                    and app_serves(p.side, p.service_id) and (p.side = 'user' or p_institution = app_institution())) then
    raise exception 'not a party' using errcode = '42501';
  end if;
  update ticket_party p
     set until = p_at, fulfilled = p_fulfilled, updated_at = p_at, next_actor = 'nobody',
         parting = jsonb_build_object(
           'impact', t.impact, 'urgency', t.urgency, 'priority', t.priority, 'waitingCause', t.waiting_cause,
           'followUpAt', t.follow_up_at, 'nextActor', t.next_actor, 'nextActorInstitutionId', t.next_actor_institution_id,
           'nextActorSince', t.next_actor_since, 'version', t.version, 'updatedAt', t.updated_at,
           'resolvedAt', t.resolved_at, 'resolutionCode', t.resolution_code, 'closedAt', t.closed_at)
    from ticket t
   where t.id = p_ticket and p.ticket_id = p_ticket and p.institution_id = p_institution
     and p.side = 'provider' and p.until is null;
end $function$;
grant execute on function ticket_dismiss(p_ticket uuid, p_institution uuid, p_at timestamp with time zone, p_fulfilled boolean) to guichet_api, guichet_worker;

-- function ticket_document_follow(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_follow()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  t ticket;
  gained text[];
  home text;
  own boolean;
  said text;
  kept text[];
  wanted text[];
  before text := current_setting('app.refreshing', true);
begin
  if tg_op <> 'INSERT' and (tg_op = 'DELETE' or old.body <> new.body) then
    perform ticket_document_refresh(old.ticket_id);
    return null;
  end if;
  select * into t from ticket where id = new.ticket_id;
  home := t.institution_id::text;
  gained := case tg_op when 'INSERT' then new.readers
                       else array(select unnest(new.readers) except select unnest(old.readers)) end;
  own := exists (select 1 from ticket_document where reader = home || '/provider' and ticket_id = t.id);
  -- it becomes one that is escalated to oneself: there are other documents from now on
  if not own and home || '/provider' = any (gained) then
    perform ticket_document_refresh(t.id);
    return null;
  end if;
  wanted := gained
    || case when tg_op = 'INSERT' and new.audience = 'requester'
            then array[home || '/person/' || t.requester_id] else '{}'::text[] end
    || case when own and gained && array[home || '/user', home || '/provider'] then array[home || '/both'] else '{}'::text[] end
    || case when own and (home || '/provider' = any (gained) or tg_op = 'INSERT' and new.audience = 'requester')
            then array[home || '/person/' || t.requester_id || '/provider'] else '{}'::text[] end;
  if wanted = '{}' then return null; end if;
  said := new.body;
  -- a text that crosses later takes the names of its files along; a new one has none yet
  if tg_op = 'UPDATE' then
    perform set_config('app.refreshing', t.id::text, true);
    said := ticket_text(new);
    perform set_config('app.refreshing', coalesce(before, ''), true);
  end if;
  with changed as (
    update ticket_document d set words = ticket_words_beside(d.words, said)
     where d.ticket_id = t.id and d.reader = any (wanted)
    returning d.reader)
  select coalesce(array_agg(reader), '{}') into kept from changed;
  if kept @> wanted then return null; end if;
  insert into ticket_document (reader, ticket_id, service_id, is_own, is_personal, words)
  select w.reader, t.id, t.service_id, own and starts_with(w.reader, home), strpos(w.reader, '/person/') > 0,
         ticket_words_beside(array_to_tsvector(array['@' || w.reader]) || ticket_document_head(t), said)
    from unnest(wanted) w (reader)
   where w.reader <> all (kept);
  return null;
end $function$;

-- function ticket_document_head(t ticket), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_head(t ticket)
 RETURNS tsvector
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select ticket_words(concat_ws(' ', t.reference, t.title, s.name, s.code)) from service s where s.id = t.service_id
$function$;
grant execute on function ticket_document_head(t ticket) to public;

-- function ticket_document_named(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_named()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  t ticket;
  m message;
  before text := current_setting('app.refreshing', true);
begin
  select * into t from ticket where id = new.ticket_id;
  perform set_config('app.refreshing', new.ticket_id::text, true);
  select * into m from message where id = new.message_id;
  perform set_config('app.refreshing', coalesce(before, ''), true);
  update ticket_document d set words = ticket_words_beside(d.words, new.name)
   where d.ticket_id = new.ticket_id
     and (d.reader = any (m.readers)
          or d.reader = t.institution_id || '/both'
             and m.readers && array[reader_key(t.institution_id, 'user'), reader_key(t.institution_id, 'provider')]
          or d.is_personal
             and (m.audience = 'requester'
                  or d.reader like '%/provider' and m.readers @> array[reader_key(t.institution_id, 'provider')]));
  return null;
end $function$;

-- function ticket_document_readers(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_readers()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array_remove(array[
           case when k.u and k.p then k.home || '/both' end,
           case when k.u then k.home || '/user' end,
           case when k.p and k.asks then k.home || '/person/' || k.me || '/provider' end,
           case when k.p then k.home || '/provider' end,
           case when k.asks then k.home || '/person/' || k.me end
         ], null)
    from (select app_institution()::text as home, app_person()::text as me, app_has_side('user') as u, app_has_side('provider') as p,
                 -- somebody limited to some services does not see what they asked for about another one
                 app_scope() is not null and not app_has_side('user') and coalesce(app_services('provider'), '*') = '*' as asks) k
$function$;
grant execute on function ticket_document_readers() to public;

-- function ticket_document_refresh(p_ticket uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_refresh(p_ticket uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  t ticket;
  own boolean;
  before text := current_setting('app.refreshing', true);
begin
  select * into t from ticket where id = p_ticket;
  if not found then return; end if;
  perform set_config('app.refreshing', p_ticket::text, true);
  own := exists (select 1 from message where ticket_id = t.id and readers @> array[reader_key(t.institution_id, 'provider')]);
  insert into ticket_document (reader, ticket_id, service_id, is_own, is_personal, words)
  select r.reader, t.id, t.service_id, own and starts_with(r.reader, t.institution_id::text), r.is_personal,
         ticket_words_beside(array_to_tsvector(array['@' || r.reader]) || ticket_document_head(t),
           coalesce((select string_agg(ticket_text(m), ' ' order by m.posted_at, m.id) from message m
                      where m.ticket_id = t.id
                        and (m.readers && r.keys or r.is_personal and m.audience = 'requester')), ''))
    from (select key as reader, array[key] as keys, false as is_personal
            from (select unnest(m.readers) as key from message m where m.ticket_id = t.id
                  union select reader_key(p.institution_id, p.side) from ticket_party p where p.ticket_id = t.id) k
          union all
          select t.institution_id || '/person/' || t.requester_id, '{}', true
          union all
          select t.institution_id || '/both',
                 array[reader_key(t.institution_id, 'user'), reader_key(t.institution_id, 'provider')], false where own
          union all
          select t.institution_id || '/person/' || t.requester_id || '/provider',
                 array[reader_key(t.institution_id, 'provider')], true where own) r
  on conflict (reader, ticket_id) do update set is_own = excluded.is_own, words = excluded.words;
  perform set_config('app.refreshing', coalesce(before, ''), true);
end $function$;
grant execute on function ticket_document_refresh(p_ticket uuid) to guichet_api, guichet_worker;

-- function ticket_document_renamed(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_renamed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform ticket_document_refresh(new.ticket_id);
  return null;
end $function$;

-- function ticket_document_title(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_document_title()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform ticket_document_refresh(new.id);
  return null;
end $function$;

-- function ticket_fold(body text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_fold(body text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select trim(regexp_replace(normalize(ticket_letters(body), nfkd), '[\u0300-\u036F]', '', 'g'))
$function$;
grant execute on function ticket_fold(body text) to public;

-- function ticket_found(p_query tsquery, p_tickets uuid[]), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_found(p_query tsquery, p_tickets uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  mine constant text[] := ticket_document_readers();
  of_user constant text := app_services('user');
  of_provider constant text := app_services('provider');
  -- what is null serves nothing
  user_served constant uuid[] := case when of_user <> '*' then string_to_array(of_user, ',')::uuid[] end;
  provider_served constant uuid[] := case when of_provider <> '*' then string_to_array(of_provider, ',')::uuid[] end;
begin
  if cardinality(mine) = 1 and (mine[1] like '%/user' and of_user = '*' or mine[1] like '%/provider' and of_provider = '*') then
    return query
      select d.ticket_id
        from unnest(p_tickets) one (id)
        join ticket_document d on d.reader = mine[1] and d.ticket_id = one.id
       where d.words @@ p_query;
    return;
  end if;
  return query
    select d.ticket_id
      from unnest(p_tickets) one (id)
     cross join lateral (
           select b.ticket_id, b.reader, b.service_id, b.words
             from ticket_document b
            where b.ticket_id = one.id and b.reader = any (mine)
            order by array_position(mine, b.reader)
            limit 1) d
     where d.words @@ p_query
       and (strpos(d.reader, '/person/') > 0
            or d.reader not like '%/provider' and (of_user = '*' or d.service_id = any (user_served))
            or d.reader not like '%/user' and (of_provider = '*' or d.service_id = any (provider_served)));
end $function$;
grant execute on function ticket_found(p_query tsquery, p_tickets uuid[]) to guichet_api;

-- function ticket_found_anywhere(p_query tsquery, p_side text, p_most integer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_found_anywhere(p_query tsquery, p_side text, p_most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  mine text[] := ticket_document_readers();
  services text := app_services(p_side);
  served uuid[] := case when services <> '*' then string_to_array(services, ',')::uuid[] end;
  dual text := app_institution() || '/both';
  side text := app_institution() || '/' || p_side;
  marked tsquery;
begin
  if services is null then return; end if;
  marked := (quote_literal('@' || side))::tsquery;
  if dual = any (mine) then marked := marked || (quote_literal('@' || dual))::tsquery; end if;
  return query
    select d.ticket_id
      from ticket_document d
     where d.words @@ (marked && p_query)
       and not d.is_personal
       and (served is null or d.service_id = any (served))
       and (not d.is_own or d.reader = case when dual = any (mine) then dual else side end)
     limit p_most;
end $function$;
grant execute on function ticket_found_anywhere(p_query tsquery, p_side text, p_most integer) to guichet_api;

-- function ticket_guard(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if old.institution_id is distinct from app_institution()
     and (new.title, new.state, new.waiting_cause, new.follow_up_at, new.impact, new.urgency, new.priority,
          new.proposed_impact, new.proposed_urgency, new.qualified_at, new.resolved_at, new.resolution_code, new.closed_at, new.agreement_id)
         is distinct from
         (old.title, old.state, old.waiting_cause, old.follow_up_at, old.impact, old.urgency, old.priority,
          old.proposed_impact, old.proposed_urgency, old.qualified_at, old.resolved_at, old.resolution_code, old.closed_at, old.agreement_id)
  then
    raise exception 'only its owner changes a ticket' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function ticket_guard() to public;

-- function ticket_index(p_ticket uuid), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_index(p_ticket uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  -- called on once more: whoever had the former call does not have this one
  update ticket_party p
     set assignee_id = null, team_id = null
   where p.ticket_id = p_ticket and p.side = 'provider' and (p.assignee_id is not null or p.team_id is not null)
     and p.assigned_n < (select max((e.data ->> 'n')::smallint)
                           from event e
                          where e.stream_id = p_ticket and e.type = 'ticket.escalated'
                            and e.data ->> 'holderId' = p.institution_id::text);
  update ticket_party p
     set state = t.state,
         updated_at = case when p.until is null then t.updated_at else p.updated_at end,
         priority = case when p.until is null then t.priority else p.priority end,
         next_actor = case when p.until is null then t.next_actor else p.next_actor end,
         due_at = (select min(m.due_at) from timer m
                    where m.ticket_id = p_ticket and m.state = 'running' and ticket_timer_shown(p, m)),
         is_late = exists (select 1 from timer m
                            where m.ticket_id = p_ticket and m.state = 'missed' and ticket_timer_shown(p, m)),
         (turn, turn_at, follow_up_at) = (select w.turn, w.turn_at, w.follow_up_at from ticket_turn(p, t) w)
    from ticket t
   where t.id = p_ticket and p.ticket_id = p_ticket;
end $function$;
grant execute on function ticket_index(p_ticket uuid) to guichet_api, guichet_worker;

-- function ticket_letters(body text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_letters(body text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select lower(regexp_replace(regexp_replace(
           normalize(replace(replace(replace(replace(
             regexp_replace(body collate "und-x-icu", '[\u00AD\u200B-\u200D\u2060\uFEFF]', '', 'g'),
             U&'\0153', 'oe'), U&'\0152', 'oe'), U&'\00E6', 'ae'), U&'\00C6', 'ae'), nfkc),
           '[^[:alnum:]]+', ' ', 'g'), '([[:alnum:]]{60})[[:alnum:]]+', '\1', 'g'))
$function$;
grant execute on function ticket_letters(body text) to public;

-- function ticket_opened(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_opened()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into ticket_party (institution_id, side, ticket_id, since, requester_id, service_id,
                            opened_at, updated_at, state, priority, next_actor)
  values (new.institution_id, 'user', new.id, new.opened_at, new.requester_id, new.service_id,
          new.opened_at, new.updated_at, new.state, new.priority, new.next_actor);
  return null;
end $function$;

-- function ticket_over(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_over()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update approval set state = 'withdrawn', decided_at = new.updated_at where ticket_id = new.id and state = 'open';
  return null;
end $function$;
grant execute on function ticket_over() to public;

-- function ticket_party_owned(), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_party_owned()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  new.owner_id := (select institution_id from ticket where id = new.ticket_id);
  return new;
end $function$;
grant execute on function ticket_party_owned() to public;

-- function ticket_query(clauses jsonb), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_query(clauses jsonb)
 RETURNS tsquery
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  clause record;
  folded text;
  stem text;
  one tsquery;
  all_of tsquery;
begin
  for clause in select * from jsonb_to_recordset(clauses) as c (words text, exact boolean, prefix boolean, without boolean) loop
    folded := ticket_fold(clause.words);
    continue when folded = '';
    one := phraseto_tsquery('simple', folded);
    if clause.prefix then one := (one::text || ':*')::tsquery; end if;
    if not clause.exact and strpos(folded, ' ') = 0 then
      stem := (ts_lexize('ticket_french_stem', folded))[1];
      one := one
        || regexp_replace(normalize(plainto_tsquery('ticket_french', ticket_letters(clause.words))::text, nfkd),
                          '[\u0300-\u036F]', '', 'g')::tsquery
        -- typed without its accents a word keeps an ending that the stemmer knows with them only: terminee
        || plainto_tsquery('simple', coalesce((ts_lexize('ticket_french_stem', stem))[1], folded))
        || plainto_tsquery('ticket_english', folded);
      -- the end of a reference
      if folded ~ '^[0-9]{1,4}$' then one := one || plainto_tsquery('simple', lpad(folded, 5, '0')); end if;
    end if;
    if clause.without then one := !!one; end if;
    all_of := case when all_of is null then one else all_of && one end;
  end loop;
  return all_of;
end $function$;
grant execute on function ticket_query(clauses jsonb) to public;

-- function ticket_text(m message), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_text(m message)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select concat_ws(' ', m.body, (select string_agg(a.name, ' ' order by a.added_at, a.id)
                                   from attachment a where a.message_id = m.id))
$function$;
grant execute on function ticket_text(m message) to public;

-- function ticket_timer_shown(p ticket_party, m timer), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_timer_shown(p ticket_party, m timer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p.side = 'user' or (m.side = 'provider' and (p.until is null or p.fulfilled))
$function$;
grant execute on function ticket_timer_shown(p ticket_party, m timer) to public;

-- function ticket_turn(p ticket_party, t ticket, OUT turn integer, OUT turn_at timestamp with time zone[], OUT follow_up_at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_turn(p ticket_party, t ticket, OUT turn integer, OUT turn_at timestamp with time zone[], OUT follow_up_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  is_user constant boolean := p.side = 'user';
  is_open constant boolean := t.state in ('new', 'in_progress', 'waiting');
  at timestamptz[] := array_fill(null::timestamptz, array[13]);
  called smallint;
  standing record;
  seen timestamptz(3);
begin
  turn := 0;
  if p.until is not null or t.state in ('closed', 'cancelled', 'merged') then return; end if;

  -- the last call on a provider that this part knows of, and where it stands
  select (e.data ->> 'n')::smallint into called
    from event e
   where e.stream_id = t.id and e.type = 'ticket.escalated' and (is_user or e.data ->> 'holderId' = p.institution_id::text)
   order by e.number desc limit 1;
  if is_open then
    select e.data ->> 'escalationState' as state, e.data ->> 'escalationCause' as cause, e.occurred_at,
           (e.data ->> 'followUpAt')::timestamptz as follow_up_at,
           coalesce((e.data ->> 'returnAccepted')::boolean, false) as is_settled
      into standing
      from event e
     where e.stream_id = t.id and e.data ? 'escalationState' and (e.data ->> 'n')::smallint = called
     order by e.number desc limit 1;
    if is_user then
      if standing.state = 'waiting' and standing.cause = 'spoc' then at[1] := standing.occurred_at; end if;
      if standing.state = 'delivered' then at[2] := standing.occurred_at; end if;
      if standing.state = 'returned' and not standing.is_settled then at[3] := standing.occurred_at; end if;
      if standing.state in ('offered', 'accepted', 'waiting', 'delivered') then
        at[7] := (select e.occurred_at
          from event e
         where e.stream_id = t.id and e.type = 'escalation.disputed' and (e.data ->> 'n')::smallint = called
           and not exists (select 1 from event q
                            where q.stream_id = t.id and q.type = 'ticket.qualified' and q.number > e.number
                              and (q.data ->> 'answersDispute')::boolean)
         order by e.number desc limit 1);
      end if;
      at[8] := p.draft_at;
      if t.state = 'waiting' then follow_up_at := t.follow_up_at; end if;
      if t.state = 'new' and t.qualified_at is null then at[12] := t.opened_at; end if;
      if t.state = 'new' and t.qualified_at is not null
         and coalesce(standing.state not in ('offered', 'accepted', 'waiting', 'delivered'), true) then
        at[13] := t.qualified_at;
      end if;
    else
      if standing.state = 'offered' then at[4] := standing.occurred_at; end if;
      if standing.state = 'accepted' then
        at[5] := (select e.occurred_at
          from event e
         where e.stream_id = t.id and e.type = 'escalation.delivery_refused' and (e.data ->> 'n')::smallint = called
           and not exists (select 1 from event d
                            where d.stream_id = t.id and d.type = 'escalation.delivered' and d.number > e.number)
         order by e.number desc limit 1);
      end if;
      if standing.state = 'waiting' then follow_up_at := standing.follow_up_at; end if;
    end if;
    at[10] := follow_up_at;
    -- warned of, or missed, and still running
    at[11] := (select min(told.at)
      from timer m
     cross join lateral (
       select min(e.occurred_at) as at
         from event e
        where e.stream_id = t.id and e.type in ('timer.warned', 'timer.missed') and e.data ->> 'side' = m.side
          and e.data ->> 'metric' = m.metric and (e.data ->> 'run')::smallint = m.run) told
     where m.ticket_id = t.id and m.ended_at is null and m.paused_since is null
       and m.state in ('running', 'missed') and ticket_timer_shown(p, m));
  end if;
  -- read by whoever has it; what nobody has, by anybody of the side
  if p.answered_at is not null then
    select max(r.seen_at) into seen
      from ticket_read r
     where r.institution_id = p.institution_id and r.side = p.side and r.ticket_id = p.ticket_id
       and (p.assignee_id is null or r.person_id = p.assignee_id);
    if seen is null or seen < p.answered_at then
      if is_user then at[9] := p.answered_at; else at[6] := p.answered_at; end if;
    end if;
  end if;
  for place in 1 .. 13 loop
    if at[place] is not null then turn := turn | (1 << (place - 1)); end if;
  end loop;
  if turn <> 0 then turn_at := at; end if;
end $function$;
grant execute on function ticket_turn(p ticket_party, t ticket, OUT turn integer, OUT turn_at timestamp with time zone[], OUT follow_up_at timestamp with time zone) to public;

-- function ticket_words(body text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_words(body text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select regexp_replace(normalize(strip(to_tsvector('ticket_french', ticket_letters(body)))::text, nfkd),
                        '[\u0300-\u036F]', '', 'g')::tsvector
         || strip(to_tsvector('ticket_english', ticket_fold(body)))
         || to_tsvector('simple', ticket_fold(body))
$function$;
grant execute on function ticket_words(body text) to public;

-- function ticket_words_beside(p_there tsvector, p_body text), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.ticket_words_beside(p_there tsvector, p_body text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  -- every character beyond may be one more word, in two spellings
  size integer := least(length(p_body), 300000);
begin
  while size > 0 loop
    begin
      return p_there || ticket_words(left(p_body, size));
    exception when program_limit_exceeded then
      size := size / 4;
    end;
  end loop;
  return p_there;
end $function$;
grant execute on function ticket_words_beside(p_there tsvector, p_body text) to public;

-- function unit_dated(u handled_unit), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.unit_dated(u handled_unit)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(u.verdict_at, u.due_at)
$function$;
grant execute on function unit_dated(u handled_unit) to public;

-- function unit_response(u handled_unit, at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.unit_response(u handled_unit, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when u.response_due_at < at then 'missed' else u.response end
$function$;
grant execute on function unit_response(u handled_unit, at timestamp with time zone) to public;

-- function unit_verdict(u handled_unit, at timestamp with time zone), owned by guichet_owner
CREATE OR REPLACE FUNCTION public.unit_verdict(u handled_unit, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
           when u.verdict = 'open' then case when u.due_at < at then coalesce(u.settled_verdict, 'missed') else 'open' end
           else coalesce(u.settled_verdict, u.verdict)
         end
$function$;
grant execute on function unit_verdict(u handled_unit, at timestamp with time zone) to public;
