import { expect, it } from 'vitest';
import { emailKey } from './email-key.ts';

it.each([
  ['Ana@Example.COM', 'ana@example.com'],
  ['ana@müller.example', 'ana@xn--mller-kva.example'],
  ['ana@MÜLLER.example', 'ana@xn--mller-kva.example'],
  ['ａｎａ@ｅｘａｍｐｌｅ.com', 'ana@example.com'],
  ['ana@example。com', 'ana@example.com'],
  ['\u212Aarl@example.com', 'karl@example.com'],
  ['jose\u0301@example.com', 'jos\u00e9@example.com'],
])('takes %s and %s for one mailbox', (one, other) => {
  expect(emailKey(one)).toBe(emailKey(other));
});

it.each([
  ['ana@example.com', 'аna@example.com'],
  ['ana@example.com', 'ana@example.org'],
  ['a.na@example.com', 'ana@example.com'],
])('keeps %s and %s apart, which are two mailboxes', (one, other) => {
  expect(emailKey(one)).not.toBe(emailKey(other));
});

it('keeps what is no domain as it is', () => {
  expect(emailKey('ana@exa mple')).toBe('ana@exa mple');
});
