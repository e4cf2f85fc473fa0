import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import {
  type Ended,
  type Environment,
  freePort,
  makeDataDir,
  removeDataDir,
  runProgram,
  type Server,
  startServer,
} from '../support/server.ts';

/** The real server on a data folder of its own, and windows of a browser onto it. */
export type BrowserApp = {
  baseURL: () => string;
  /** The folder that holds everything of the installation. */
  dataDir: () => string;
  /** A window that shares no cookie with another one. */
  newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Runs a command of an operator beside the server. */
  operate: (command: string, ...arguments_: string[]) => Promise<Ended>;
};

// Three files at once on two cores: what takes a second alone may take its time.
const actionTimeoutMs = 30_000;

/**
 * Starts the server before the tests of the enclosing `describe` and ends both after them. What it is
 * configured with beyond its defaults may depend on its address.
 */
export function useBrowserApp(
  browser: Browser | undefined,
  configure: (baseURL: string) => Promise<Environment> = async () => ({}),
): BrowserApp {
  let dataDir = '';
  let port = 0;
  let server: Server | undefined;

  beforeAll(async () => {
    dataDir = makeDataDir();
    port = await freePort();
    const environment = await configure(baseURL());
    server = await startServer({ ...environment, PORT: String(port), NUMIRIO_DATA_DIR: dataDir });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  const baseURL = () => `http://localhost:${port}`;
  return {
    baseURL,
    dataDir: () => dataDir,
    newContext: async (options = {}) => {
      if (!browser) throw new Error('there is no browser');
      const context = await browser.newContext({ baseURL: baseURL(), locale: 'en-GB', ...options });
      context.setDefaultTimeout(actionTimeoutMs);
      return context;
    },
    operate: (command, ...arguments_) =>
      runProgram(command, { NUMIRIO_DATA_DIR: dataDir }, ...arguments_).ended,
  };
}
