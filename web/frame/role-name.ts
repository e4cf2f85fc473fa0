import { messages } from '../messages/index.ts';

/** A role in the words of the interface. */
export function roleName(role: string): string {
  const names: Readonly<Record<string, string>> = messages.frame.roles;
  return names[role] ?? role;
}
