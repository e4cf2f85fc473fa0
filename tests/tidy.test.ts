import { describe, expect, it } from 'vitest';
import {
  functionsOf,
  importsOf,
  readSource,
  type SourceFile,
  sourceFiles,
} from './support/source-files.ts';

/** The one written order: a module may import what stands before it. Modules of one step do not. */
const moduleOrder = [
  ['audit', 'email'],
  ['identity'],
  ['workspaces'],
  ['billing'],
  ['access'],
  ['clients'],
  ['invoices'],
  ['einvoices'],
  ['documents'],
  ['delivery'],
  ['payments'],
  ['overview'],
  ['exports'],
  ['api-access'],
  ['backups'],
  ['trust'],
];

const code = /\.(ts|tsx)$/;
const src = sourceFiles(['src'], code);
const web = sourceFiles(['web'], code);
const tests = sourceFiles(['tests'], code);
const bench = sourceFiles(['bench'], code);
const isTest = ({ path }: SourceFile) => path.endsWith('.test.ts');
const product = [...src, ...web].filter((file) => !isTest(file));

const stepOf = (module: string) => moduleOrder.findIndex((step) => step.includes(module));
const moduleOf = (path: string) => /^src\/modules\/([^/]+)\//.exec(path)?.[1];
const pathsWhere = (files: SourceFile[], test: (file: SourceFile) => boolean) =>
  files.filter(test).map((file) => file.path);

/** "file → import" for every import that is not allowed. */
function forbidden(
  files: SourceFile[],
  isAllowed: (imported: string, file: SourceFile) => boolean,
): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => !isAllowed(imported, file))
      .map((imported) => `${file.path} → ${imported}`),
  );
}

describe('imports', () => {
  const modules = src.filter((file) => moduleOf(file.path) && !isTest(file));

  it('are read as they are written', () => {
    const drafts = importsOf(readSource('src/modules/invoices/drafts.ts'));
    expect(drafts).toEqual(
      expect.arrayContaining([
        'src/modules/clients/index.ts',
        'src/modules/clients/schema.ts',
        'src/modules/invoices/queries.ts',
      ]),
    );
  });

  it('has a place in the written order for every module', () => {
    const unknown = modules.map((file) => moduleOf(file.path) ?? '').filter((m) => stepOf(m) < 0);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('go from a module to its left only', () => {
    const wrong = forbidden(modules, (imported, file) => {
      const [from, to] = [moduleOf(file.path) ?? '', moduleOf(imported)];
      return !to || to === from || stepOf(to) < stepOf(from);
    });
    expect(wrong).toEqual([]);
  });

  it('enter a module through its door: index.ts, or schema.ts', () => {
    const outside = [...src, ...web].filter((file) => !isTest(file));
    const wrong = forbidden(outside, (imported, file) => {
      const to = moduleOf(imported);
      if (!to || to === moduleOf(file.path)) return true;
      return /^src\/modules\/[^/]+\/(index|schema)\.ts$/.test(imported);
    });
    expect(wrong).toEqual([]);
  });

  it('keep schemas free of everything but zod, lib and other schemas', () => {
    const schemas = src.filter((file) => /\/([\w-]+-)?schema\.ts$/.test(file.path));
    const wrong = forbidden(
      schemas,
      (imported) => imported === 'zod' || /^src\/lib\/|\/([\w-]+-)?schema\.ts$/.test(imported),
    );
    expect(wrong).toEqual([]);
  });

  it('keep lib free of everything of ours', () => {
    const lib = src.filter((file) => file.path.startsWith('src/lib/') && !isTest(file));
    expect(forbidden(lib, (imported) => !/^(src|tests|web)\/(?!lib\/)/.test(imported))).toEqual([]);
    const outside = forbidden(lib, (imported) => !/^node:/.test(imported));
    expect(outside).toEqual([]);
  });

  it('keep the platform free of modules; only types of the configuration and context go in', () => {
    const platform = src.filter((file) => file.path.startsWith('src/platform/') && !isTest(file));
    const wrong = forbidden(platform, (imported, file) => {
      if (!imported.startsWith('src/') || /^src\/(lib|platform)\//.test(imported)) return true;
      const typeOnly = new RegExp(`^import type [^;]*'#${imported.slice(4)}'`, 'm');
      return /^src\/(context|config)\.ts$/.test(imported) && typeOnly.test(file.text);
    });
    expect(wrong).toEqual([]);
  });

  it('give the web app schemas and lib, and nothing of the server', () => {
    const wrong = forbidden(web, (imported, file) => {
      if (imported.startsWith('tests/')) return isTest(file);
      return (
        !imported.startsWith('src/') || /^src\/(lib\/|modules\/[^/]+\/schema\.ts$)/.test(imported)
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('the outside world', () => {
  it('is configured in one file', () => {
    const readers = pathsWhere(product, (file) => /process\.env\b/.test(file.text));
    expect(readers).toEqual(['src/config.ts']);
  });

  it('has one file that knows the pool, and few that speak to Postgres beside it', () => {
    const speakers = pathsWhere(product, (file) => importsOf(file).includes('pg'));
    expect(speakers).toEqual([
      'src/platform/db.ts',
      'src/platform/embedded-database.ts',
      'src/platform/embedded-postgres.ts',
      'src/platform/postgres-gate-upstream.ts',
      'src/platform/queue.ts',
    ]);
    const pools = pathsWhere(product, (file) => /\bcreatePool\(|\bnew pg\.Pool\(/.test(file.text));
    expect(pools).toEqual([
      'src/platform/db.ts',
      'src/platform/migrate.ts',
      'src/platform/queue.ts',
    ]);
    const transactions = pathsWhere(product, (file) => /\.transaction\(\)/.test(file.text));
    expect(transactions).toEqual(['src/platform/db.ts', 'src/platform/migrate.ts']);
  });

  it('reaches the system scope from these files only', () => {
    const named = pathsWhere(product, (file) => /\binSystem\(|\bSystemTx\b/.test(file.text));
    // People, mails and engineers belong to no workspace, so all of these modules lies in the system scope.
    expect(named.filter((path) => !/^src\/modules\/(identity|email|access)\//.test(path))).toEqual([
      'src/access-commands.ts',
      'src/access-installation.ts',
      'src/demo/seed.ts',
      'src/demo/team.ts',
      'src/jobs.ts',
      'src/modules/audit/anchors.ts',
      'src/modules/audit/re-anchoring.ts',
      'src/modules/workspaces/account-deletion.ts',
      'src/modules/workspaces/due-deletions.ts',
      'src/modules/workspaces/invitation-acceptance.ts',
      'src/modules/workspaces/invitations.ts',
      'src/modules/workspaces/mails/mails.ts',
      'src/modules/workspaces/members.ts',
      'src/modules/workspaces/ownership-offers.ts',
      'src/modules/workspaces/ownership.ts',
      'src/modules/workspaces/queries.ts',
      'src/modules/workspaces/seats.ts',
      'src/modules/workspaces/sign-up.ts',
      'src/modules/workspaces/team-routes.ts',
      'src/modules/workspaces/team.ts',
      'src/modules/workspaces/workspace-deletion.ts',
      'src/modules/workspaces/workspaces.ts',
      'src/platform/db.ts',
      'src/platform/idempotency.ts',
      'src/platform/keyring.ts',
      'src/platform/rate-limits.ts',
      'src/platform/signing-keys.ts',
    ]);
  });

  it('enters a workspace without a member from these files only', () => {
    const named = pathsWhere(product, (file) =>
      /\binWorkspace\(|\benterWorkspace\(/.test(file.text),
    );
    expect(named).toEqual([
      'src/jobs.ts',
      'src/modules/access/endings.ts',
      'src/modules/access/gate.ts',
      'src/modules/access/grants.ts',
      'src/modules/audit/re-anchoring.ts',
      'src/modules/workspaces/due-deletions.ts',
      'src/modules/workspaces/invitation-acceptance.ts',
      'src/modules/workspaces/plan.ts',
      'src/modules/workspaces/team.ts',
      'src/modules/workspaces/workspace-deletion.ts',
      'src/modules/workspaces/workspaces.ts',
      'src/platform/db.ts',
      'src/platform/idempotency.ts',
    ]);
  });

  it('is reached by fetch through the one client that knows its limits', () => {
    const callers = pathsWhere(src, (file) => !isTest(file) && /\bfetch\(/.test(file.text));
    expect(callers).toEqual(['src/platform/outbound.ts']);
  });
});

describe('migrations', () => {
  it('are numbered one after the other', () => {
    const numbers = sourceFiles(['migrations'], /./).map((file) => file.path.slice(11, 16));
    const wanted = numbers.map((_number, index) => `${String(index + 1).padStart(4, '0')}_`);
    expect(numbers).toEqual(wanted);
  });
});

/** Long functions, each with the reason why it is not cut. */
const longFunctions: Record<string, string> = {
  'src/platform/signing-keys.ts openSigningKeys':
    'one closure over the cached keys; every function in it is short',
  'web/pages/invoices/editor/draft-session.ts createDraftSession':
    'one closure over the state of a draft; every function in it is short',
};

describe('sizes', () => {
  const all = [...src, ...web, ...tests, ...bench];

  it('stay below 400 lines a file, but for tables of data and what is generated', () => {
    const data = /-data(-[a-z-]+)?\.ts$|\/data\.ts$|\/database-types\.ts$|\/sample-texts\.ts$/;
    const long = pathsWhere(all, (file) => file.lines > 400 && !data.test(file.path));
    expect(long).toEqual([]);
  });

  it('stay below 70 lines a function, and 140 where it is mostly markup', () => {
    const long = all.flatMap((file) => {
      const limit = file.path.endsWith('.tsx') ? 140 : 70;
      return functionsOf(file)
        .filter(({ lines }) => lines > limit && !file.path.startsWith('bench/'))
        .map(({ name }) => `${file.path} ${name}`);
    });
    expect(long.filter((name) => !(name in longFunctions))).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    const drawers = /\/(utils?|helpers?|types|service|manager|common|misc)\.tsx?$/;
    expect(pathsWhere(all, (file) => drawers.test(file.path))).toEqual([]);
    const named = pathsWhere(all, (file) => !/^[a-z0-9./-]+$/.test(file.path));
    expect(named).toEqual([]);
  });
});

describe('the text', () => {
  const texts = sourceFiles(['.'], /\.(tsx?|css|html|sql|md|typ|json)$/).filter(
    ({ path }) => path !== 'tests/tidy.test.ts' && path !== 'package-lock.json',
  );
  const where = (pattern: RegExp, files = texts) =>
    pathsWhere(files, (file) => pattern.test(file.text));

  it('leaves nothing for later and prints nothing by accident', () => {
    expect(where(/\b(TODO|FIXME|XXX:|HACK)\b/)).toEqual([]);
    expect(where(/\bconsole\.\w+\(/, product)).toEqual([]);
    expect(where(/\bdebugger\b/, product)).toEqual([]);
  });

  it('leaves no type open', () => {
    const open = /(?::|\bas|<)\s*any\s*(?:[;,)>=|&[]|$)/;
    const unexcused = ({ text }: SourceFile) =>
      text.split('\n').some((line, index, all) => {
        const excused = all[index - 1]?.includes('biome-ignore lint/suspicious/noExplicitAny:');
        return open.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line) && !excused;
      });
    expect(pathsWhere([...src, ...tests, ...bench], unexcused)).toEqual([]);
    expect(where(/@ts-(ignore|nocheck)/)).toEqual([]);
  });

  it('runs every test, or says what is missing', () => {
    const specs = [...src, ...web, ...tests].filter(isTest);
    expect(where(/\b(it|test|describe)\.(only|skip|todo|fails)\b/, specs)).toEqual([]);
    expect(where(/\bskipIf\(\s*true|\bx(it|describe)\(/, specs)).toEqual([]);
  });

  it('names no folder of one machine', () => {
    expect(where(/(?<![\w.$}])\/(work|home|root|Users|tmp|var\/folders)\/\w/)).toEqual([]);
  });

  it('locks every package for every platform, and names no registry', () => {
    const { text } = readSource('package-lock.json');
    expect(text).not.toContain('"resolved"');
    // npm leaves out what it could not see while it wrote, and then refuses to install from it.
    const locked: Record<string, { version?: string; optionalDependencies?: object }> =
      JSON.parse(text).packages;
    const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !locked[`node_modules/${name}`] && !locked[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('pins every dependency', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readSource('package.json').text,
    );
    const versions = { ...dependencies, ...devDependencies, ...optionalDependencies };
    const inexact = Object.entries(versions).filter(([, version]) => !/^\d/.test(String(version)));
    expect(inexact).toEqual([]);
  });
});
