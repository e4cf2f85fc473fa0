import { expect, it } from 'vitest';
import { sourceFiles } from '../../../tests/support/source-files.ts';
import { activity } from './account-activity.ts';

it('has a sentence for everything that is recorded about an account, and for nothing else', () => {
  const about =
    /'((?:session|sessions|second_factor|password|passkey|totp|recovery_codes?|google|email|account)\.[a-z_]+)'/g;
  const written = sourceFiles(['src/modules/identity', 'src/modules/workspaces'], /\.ts$/)
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .flatMap(({ text }) => [...text.matchAll(about)].map((match) => match[1] ?? ''))
    // Columns of tables look the same.
    .filter((type) => !/\.(id|user_id|email)$/.test(type));
  expect([...new Set(written)].sort()).toEqual(Object.keys(activity.sentences).sort());
});
