-- What questions about cases and review work read. Every row follows from events and can be rebuilt.

-- One row a case. `state` is the case as its events left it, for the pages of one case; the columns are what lists need.
CREATE TABLE cases (
    id           uuid PRIMARY KEY,
    version      bigint NOT NULL,
    organisation uuid NOT NULL,
    name         text NOT NULL,
    ods          text,
    host_code    text,
    stage        text NOT NULL,
    opened       timestamptz,
    signed       timestamptz,
    state        text NOT NULL
);
CREATE INDEX cases_organisation ON cases (organisation, id);

-- What happened to each case, in words.
CREATE TABLE case_history (
    case_id uuid NOT NULL,
    version bigint NOT NULL,
    type    text NOT NULL,
    at      timestamptz NOT NULL,
    actor   text NOT NULL,
    summary text NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- One row a review task, open or decided.
CREATE TABLE review_tasks (
    id           uuid PRIMARY KEY,
    version      bigint NOT NULL,
    team         text NOT NULL,
    standing     text NOT NULL,
    due          timestamptz NOT NULL,
    reviewer     text,
    lease_until  timestamptz,
    case_id      uuid NOT NULL,
    organisation uuid NOT NULL,
    opened       timestamptz,
    state        text NOT NULL
);
CREATE INDEX review_tasks_team_open ON review_tasks (team, due, id) WHERE standing IN ('open', 'taken');
CREATE INDEX review_tasks_open ON review_tasks (due, id) WHERE standing IN ('open', 'taken');
