-- SPDX-License-Identifier: Apache-2.0
--
-- A role for each service, which owns exactly the schema of its name and the one with _next behind it, where projections
-- are filled anew, and sees no other. Run by a superuser in the
-- database `attest`, as often as one likes. SECRETS is a folder with a file database-NAME holding each password.

\set ON_ERROR_STOP on
\set identity `cat "$SECRETS/database-identity"`
\set registry `cat "$SECRETS/database-registry"`
\set compliance `cat "$SECRETS/database-compliance"`
\set notification `cat "$SECRETS/database-notification"`

set client_min_messages = warning;

-- Two copies of this must not run into each other.
select pg_advisory_lock(hashtext('attest roles')) \g /dev/null

revoke all on database attest from public;
revoke all on schema public from public;

select format('create role %I', name)
from unnest(array['identity', 'registry', 'compliance', 'notification']) as name
where not exists (select from pg_roles where rolname = name) \gexec

alter role identity login password :'identity';
alter role registry login password :'registry';
alter role compliance login password :'compliance';
alter role notification login password :'notification';

select format(statement, name, name || '_next')
from unnest(array['identity', 'registry', 'compliance', 'notification']) as name,
    unnest(array[
        'grant connect on database attest to %1$I',
        'create schema if not exists %1$I authorization %1$I',
        'create schema if not exists %2$I authorization %1$I',
        'alter role %1$I in database attest set search_path = %1$I'
    ]) with ordinality as step (statement, place)
order by place \gexec
