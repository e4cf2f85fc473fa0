import type { Context } from '#context.ts';

/** Seeds the demo. */
export async function seedDemo(_context: Context): Promise<void> {}
