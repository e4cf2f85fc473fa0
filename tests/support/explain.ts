import { ExplainNode, type KyselyPlugin } from 'kysely';
import type { WorkspaceTx } from '#platform/db.ts';

/** A node of a plan in Postgres's JSON format. */
export type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Plans?: PlanNode[];
};

/**
 * Runs queries so that Postgres explains them instead: they return no rows, and the plans that they
 * would be served by, under the row security of the transaction, are returned.
 */
export async function explain(
  tx: WorkspaceTx,
  work: (tx: WorkspaceTx) => Promise<unknown>,
): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) =>
      node.kind === 'SelectQueryNode' ? { ...node, explain: ExplainNode.create('json') } : node,
    transformResult: async ({ result }) => {
      for (const row of result.rows) {
        const [explained] = row['QUERY PLAN'] as [{ Plan: PlanNode }];
        plans.push(explained.Plan);
      }
      return { ...result, rows: [] };
    },
  };
  await work(tx.withPlugin(plugin) as WorkspaceTx);
  return plans.flatMap(flatten);
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
