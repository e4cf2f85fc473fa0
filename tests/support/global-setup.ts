import type { TestProject } from 'vitest/node';
import { startTestCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser of the test cluster, whose database `numirio` is the template of every test's. */
    superuserUrl: string;
    migratingUrl: string;
  }
}

/** Starts one Postgres for the whole run; every test file clones its own database from it. */
export default async function setup(project: TestProject) {
  const cluster = await startTestCluster();
  project.provide('superuserUrl', cluster.superuserUrl);
  project.provide('migratingUrl', cluster.migratingUrl);
  return cluster.stop;
}
