import { CompiledQuery, type KyselyPlugin } from 'kysely';
import type { WorkspaceTx } from '#platform/db.ts';

/** A node of a plan in Postgres's JSON format. */
export type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Filter?: string;
  Plans?: PlanNode[];
};

/** The statements that work sends, while they are sent as ever. */
export async function recordQueries(
  tx: WorkspaceTx,
  work: (tx: WorkspaceTx) => Promise<unknown>,
): Promise<CompiledQuery[]> {
  const recorded: CompiledQuery[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      recorded.push(tx.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work(tx.withPlugin(plugin) as WorkspaceTx);
  return recorded;
}

/** The plans of what is read by work, as Postgres makes them for the role and scope of the transaction. */
export async function explain(
  tx: WorkspaceTx,
  work: (tx: WorkspaceTx) => Promise<unknown>,
): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  for (const { sql, parameters } of await recordQueries(tx, work)) {
    if (!/^\s*(select|with)\b/i.test(sql)) continue;
    const explained = CompiledQuery.raw(`explain (format json) ${sql}`, [...parameters]);
    const { rows } = await tx.executeQuery<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explained);
    for (const row of rows) plans.push(row['QUERY PLAN'][0].Plan);
  }
  return plans.flatMap(flatten);
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
