import { isAllowed } from '#modules/workspaces/index.ts';
import { type Permission, permissionSchema, roleSchema } from '#modules/workspaces/schema.ts';
import type { Route } from '#platform/http/route.ts';

/** What each permission allows, in words; one that is missing here does not compile. */
const words: Record<Permission, string> = {
  'workspace.read': 'See the seller’s details and what they stand on',
  'workspace.change': 'Change the seller’s details and the logo',
  'workspace.delete': 'Have the workspace deleted, or keep it',
  'workspace.leave': 'Leave the workspace',
  'members.read': 'See who is in the workspace and who is invited',
  'members.change': 'Invite people, change their role, remove them',
  'ownership.offer': 'Offer the ownership to somebody, or withdraw the offer',
  'ownership.answer': 'Accept or decline the ownership',
  'clients.read': 'See clients',
  'clients.change': 'Add, change and delete clients',
  'invoices.read': 'See invoices with their PDFs, payments and sums',
  'invoices.draft': 'Write, change and delete drafts',
  'invoices.issue': 'Issue invoices',
  'number-series.change': 'Set up how invoices are numbered',
  'payments.change': 'Record and delete payments',
  'comments.write': 'Comment on invoices, and delete one’s own comments',
  'exports.read': 'Export invoices',
  'audit.read': 'See the audit trail and whether it is whole',
  'audit.export': 'Export the audit trail',
  'access-log.read': 'See which engineers looked at the data, and at what',
};

const roles = roleSchema.options;

/** docs/permissions.md: the permission table in words, and the same for every route. */
export function permissionsDocument(routes: Route[]): string {
  const ofWorkspaces = routes.flatMap((route) =>
    typeof route.access === 'object'
      ? [{ route, permission: route.access.permission as Permission }]
      : [],
  );
  const others = routes.filter((route) => typeof route.access === 'string');
  return `# Who may do what

Written by \`npm run docs:permissions\` from the one permission table (\`src/modules/workspaces/permissions.ts\`)
and the list of routes (\`src/app.ts\`); a test fails where it is stale. What is not listed for a role is
refused. \`tests/isolation/routes.test.ts\` asks every route as every role, and Postgres refuses an accountant's
writes as well, whatever this table says (\`refuse_reader()\` in \`migrations/0011_teams.sql\`).

## By permission

${table(
  ['Permission', 'What it allows', ...roles.map(titled)],
  permissionSchema.options.map((permission) => [
    `\`${permission}\``,
    words[permission],
    ...marks(permission),
  ]),
)}

## By route

Below \`/v1/workspaces/:workspaceId\`. Whoever is no member of the workspace is answered 404, as if it were
nowhere; a member whose role lacks the permission 403 \`not_allowed\`.

${table(
  ['Route', 'Permission', ...roles.map(titled)],
  ofWorkspaces.map(({ route, permission }) => [
    shown(route, route.path.replace('/v1/workspaces/:workspaceId', '') || '/'),
    `\`${permission}\``,
    ...marks(permission),
  ]),
)}

## Routes without a workspace

${table(
  ['Route', 'Who may call it'],
  others.map((route) => [
    shown(route, route.path),
    route.access === 'public' ? 'everybody' : 'whoever is signed in, about themselves',
  ]),
)}
`;
}

const shown = ({ method }: Route, path: string) => `\`${method.toUpperCase()} ${path}\``;
const titled = (role: string) => `${role[0]?.toUpperCase()}${role.slice(1)}`;
const marks = (permission: Permission) =>
  roles.map((role) => (isAllowed(role, permission) ? 'yes' : '–'));

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
