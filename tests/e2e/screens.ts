import type { Page } from 'playwright-core';

/** Every screen of the app, for those who look at all of them: the camera and the accessibility test. */
export interface Screen {
  name: string;
  /** An address, or a function of the workspace's address and of what it holds. */
  path: string | ((ids: Ids) => string | undefined);
  /** What to press before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
  isPublic?: boolean;
}
export interface Ids {
  workspace: string;
  issued: string | undefined;
  open: string | undefined;
  draft: string | undefined;
  client: string | undefined;
  series: string | undefined;
  /** The token of an open invitation to somebody without an account. */
  invitation: string;
}

const inWorkspace = (path: string) => (ids: Ids) => `/w/${ids.workspace}${path}`;
const one = (path: string, of: keyof Ids) => (ids: Ids) =>
  ids[of] === undefined ? undefined : `/w/${ids.workspace}${path}/${ids[of]}`;

export const screens: readonly Screen[] = [
  { name: 'sign-in', path: '/sign-in', isPublic: true },
  { name: 'sign-up', path: '/sign-up', isPublic: true },
  {
    name: 'sign-up-confirm',
    path: '/sign-up/confirm#token=a-token-of-no-registration',
    isPublic: true,
  },
  {
    name: 'sign-up-confirm-google',
    path: '/sign-up/confirm#token=a-token-of-no-registration&google=1',
    isPublic: true,
  },
  { name: 'sign-in-problem', path: '/sign-in?problem=google_email_not_verified', isPublic: true },
  { name: 'sign-in-mailbox', path: '/sign-in?google=mailbox', isPublic: true },
  {
    name: 'sign-in-wrong',
    path: '/sign-in',
    isPublic: true,
    prepare: async (page) => {
      await page.getByLabel('E-mail address').fill('nobody@example.com');
      await page.getByLabel('Password', { exact: true }).fill('not the password');
      await page.keyboard.press('Enter');
      // Who was here too often is asked to wait; both are ways this screen looks.
      await page.getByText(/is not right|please wait/).waitFor();
    },
  },
  { name: 'second-factor', path: '/sign-in/second-factor', isPublic: true },
  {
    name: 'second-factor-passkey',
    path: '/sign-in/second-factor',
    isPublic: true,
    prepare: (page) => page.getByRole('button', { name: 'Use a passkey' }).click(),
  },
  {
    name: 'second-factor-recovery',
    path: '/sign-in/second-factor',
    isPublic: true,
    prepare: (page) => page.getByRole('button', { name: 'Use a recovery code' }).click(),
  },
  { name: 'forgot-password', path: '/forgot-password', isPublic: true },
  {
    name: 'forgot-password-sent',
    path: '/forgot-password',
    isPublic: true,
    prepare: async (page) => {
      await page.getByLabel('E-mail address').fill('nobody@example.com');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    },
  },
  { name: 'reset-password', path: '/reset-password#token=a-token-of-no-reset', isPublic: true },
  { name: 'link-refused', path: '/google/connect', isPublic: true },
  { name: 'google-connect', path: '/google/connect#token=a-token-of-no-link', isPublic: true },
  {
    name: 'invitation-new-account',
    path: (ids) => `/invitation#token=${ids.invitation}`,
    isPublic: true,
  },
  { name: 'invitation-expired', path: '/invitation#token=niv_of-no-invitation', isPublic: true },
  { name: 'local-mails', path: '/outbox', isPublic: true },
  { name: 'not-found', path: '/no-such-page', isPublic: true },
  { name: 'overview', path: inWorkspace('') },
  { name: 'invoices', path: inWorkspace('/invoices') },
  { name: 'invoices-overdue', path: inWorkspace('/invoices?status=overdue') },
  { name: 'invoice', path: one('/invoices', 'issued') },
  { name: 'invoice-draft', path: one('/invoices', 'draft') },
  { name: 'clients', path: inWorkspace('/clients') },
  { name: 'client', path: one('/clients', 'client') },
  { name: 'settings-company', path: inWorkspace('/settings/company') },
  { name: 'settings-bank', path: inWorkspace('/settings/bank') },
  { name: 'settings-documents', path: inWorkspace('/settings/documents') },
  { name: 'settings-numbers', path: inWorkspace('/settings/numbers') },
  { name: 'settings-continuity', path: one('/settings/numbers', 'series') },
  { name: 'settings-audit', path: inWorkspace('/settings/audit') },
  {
    name: 'settings-audit-event',
    path: inWorkspace('/settings/audit?subjectType=workspace'),
    prepare: (page) =>
      page
        .getByRole('button', { name: /changed the settings/ })
        .last()
        .click(),
  },
  {
    name: 'settings-audit-proof',
    path: inWorkspace('/settings/audit'),
    prepare: (page) => openWith(page, 'What this proves'),
  },
  {
    name: 'settings-audit-export',
    path: inWorkspace('/settings/audit'),
    prepare: (page) => openWith(page, 'Export'),
  },
  { name: 'settings-access', path: inWorkspace('/settings/access') },
  {
    name: 'settings-access-grant',
    path: inWorkspace('/settings/access'),
    prepare: showGrant,
  },
  { name: 'invitation-other', path: (ids) => `/invitation#token=${ids.invitation}` },
  { name: 'settings-people', path: inWorkspace('/settings/people') },
  {
    name: 'invite-dialog',
    path: inWorkspace('/settings/people'),
    prepare: (page) => openWith(page, 'Invite someone'),
  },
  {
    name: 'ownership-dialog',
    path: inWorkspace('/settings/people'),
    prepare: (page) => openWith(page, 'Hand over…'),
  },
  {
    name: 'switcher',
    path: inWorkspace('/settings/people'),
    prepare: (page) =>
      page.getByRole('button', { name: 'change business' }).filter({ visible: true }).click(),
  },
  { name: 'workspace-closed', path: '/w/00000000-0000-7000-8000-000000000000' },
  { name: 'settings-account', path: inWorkspace('/settings/account') },
  { name: 'account', path: '/account' },
  { name: 'account-google-problem', path: '/account?problem=google_denied' },
  { name: 'account-email', path: '/account/email#token=a-token-of-no-change' },
  {
    name: 'account-confirm-dialog',
    path: '/account',
    prepare: (page) => openWith(page, 'Add a passkey'),
  },
  {
    name: 'issue-dialog',
    path: one('/invoices', 'draft'),
    prepare: (page) => openWith(page, 'Issue…'),
  },
  {
    name: 'payment-dialog',
    path: one('/invoices', 'open'),
    prepare: (page) => openWith(page, 'Record a payment'),
  },
  {
    name: 'client-sheet',
    path: inWorkspace('/clients'),
    prepare: (page) => openWith(page, 'New client'),
  },
  { name: 'palette', path: inWorkspace(''), prepare: (page) => openDialog(page, 'Control+k') },
  { name: 'keyboard-help', path: inWorkspace(''), prepare: (page) => openDialog(page, '?') },
];

async function openWith(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button }).first().click();
  await page.getByRole('dialog').waitFor();
  await page.waitForLoadState('networkidle');
}

async function openDialog(page: Page, keys: string): Promise<void> {
  await page.keyboard.press(keys);
  await page.getByRole('dialog').waitFor();
}

/** In the demo nobody has looked, so that this answers as if somebody had. */
async function showGrant(page: Page): Promise<void> {
  const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z`;
  const grant = {
    id: '01a204e5-0e61-70d1-9590-d5f1622dfcaf',
    engineer: 'Eva Lind',
    approver: 'Jan Krol',
    reason: 'customer_request',
    ticket: 'SUP-4821',
    state: 'ended',
    requestedAt: at(0),
    approvedAt: at(4),
    openedAt: at(5),
    expiresAt: at(35),
    endedAt: at(12),
    statements: 2,
  };
  const statements = [
    { statement: 'select number, status from invoices', rows: 5, outcome: 'SELECT 5' },
    { statement: `select ${'balance_minor, '.repeat(30)}due_on`, rows: null, outcome: null },
  ].map((statement, place) => ({ sequence: 120 + place, at: at(6 + place), ...statement }));
  await page.route('**/access-log**', (route) => {
    const items = route.request().url().includes('/statements') ? statements : [grant];
    return route.fulfill({ json: { items, nextCursor: null } });
  });
  await page.reload();
  await page.getByRole('button', { name: '2 statements of Eva Lind' }).click();
  await page.getByText('SELECT 5').waitFor();
  await page.unroute('**/access-log**');
}

/** Signs in with the demo account and finds one of each thing that a screen shows. */
export async function signIn(
  page: Page,
  baseUrl: string,
  account: { email: string; password: string },
): Promise<Ids> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByLabel('E-mail address').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/w/**');
  const workspace = /\/w\/([^/?#]+)/.exec(page.url())?.[1] ?? '';
  const firstId = async (path: string) => {
    const response = await page.request.get(`${baseUrl}/v1/workspaces/${workspace}/${path}`);
    const list = (await response.json()) as { items: { id: string }[] };
    return list.items[0]?.id;
  };
  return {
    workspace,
    issued: await firstId('invoices?status=paid&limit=1'),
    open: await firstId('invoices?status=open&limit=1'),
    draft: await firstId('invoices?status=draft&limit=1'),
    client: await firstId('clients?limit=1'),
    series: await firstId('number-series'),
    invitation: await inviteSomebody(page, `${baseUrl}/v1`, workspace),
  };
}

const mailTimeoutMs = 15_000;

/**
 * The token of an invitation to an address without an account, from the mail that brought it. One that is open
 * already serves again: each further one would replace it, and after five the mailbox is left in peace.
 */
async function inviteSomebody(page: Page, api: string, workspace: string): Promise<string> {
  const email = 'lena.sommer@example.com';
  const invitations = `${api}/workspaces/${workspace}/invitations`;
  const itemsOf = async <Item>(address: string) => {
    const { items } = (await (await page.request.get(address)).json()) as { items: Item[] };
    return items;
  };
  const open = await itemsOf<{ email: string; isExpired: boolean }>(invitations);
  if (!open.some((invitation) => invitation.email === email && !invitation.isExpired)) {
    await page.request.post(invitations, { data: { email, role: 'member' } });
  }
  const deadline = Date.now() + mailTimeoutMs;
  while (Date.now() < deadline) {
    // The newest mail comes first.
    const mails = await itemsOf<{ to: string; links: string[] }>(`${api}/outbox`);
    const mail = mails.find(({ to }) => to === email);
    const token = mail?.links.join(' ').match(/#token=([\w-]+)/)?.[1];
    if (token) return token;
    await page.waitForTimeout(50);
  }
  throw new Error('no invitation came');
}

/** The address of a screen, or undefined where there is nothing it could show. */
export function addressOf(screen: Screen, ids: Ids): string | undefined {
  return typeof screen.path === 'string' ? screen.path : screen.path(ids);
}
