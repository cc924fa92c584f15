-- What was put in readiness and never imported is found without reading all that is in readiness.
CREATE INDEX ico_staging_at ON ico_staging (at);
CREATE INDEX postcode_staging_at ON postcode_staging (at);
