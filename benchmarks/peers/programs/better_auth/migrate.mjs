// Brings the database to better-auth's schema, by its own migrations.
import { getMigrations } from "better-auth/db/migration";
import { options } from "./auth.mjs";

const { runMigrations } = await getMigrations(options);
await runMigrations();
process.exit(0);
