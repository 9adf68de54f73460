/** Why there is no embedded PostgreSQL, and what to do: for the operator, without a secret. */
export class NoEmbeddedPostgres extends Error {}
