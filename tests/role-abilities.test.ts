import { expect, it } from 'vitest';
import { permissionsOf } from '#modules/workspaces/permissions.ts';
import { permissionSchema, roleSchema } from '#modules/workspaces/schema.ts';
import { abilities, unspoken } from '../web/pages/people/role-abilities.ts';

it('speaks of each permission once', () => {
  const spoken = abilities.flatMap(({ permissions }) => permissions);
  expect([...spoken, ...unspoken].sort()).toEqual([...permissionSchema.options].sort());
});

it.each(roleSchema.options)('says yes or no to the role %s, never partly', (role) => {
  const granted = permissionsOf(role);
  for (const { name, permissions } of abilities) {
    const answers = new Set(permissions.map((permission) => granted.includes(permission)));
    expect(answers.size, name).toBe(1);
  }
});
