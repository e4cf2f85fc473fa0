import type { CompiledQuery } from 'kysely';
import type pg from 'pg';

/**
 * The operators and functions in the conditions of a query that Postgres does not know as leak-proof. Under
 * row security such a condition is held back until the policy has been applied, so no index serves it.
 */
export async function leakyConditions(
  superuser: pg.Client,
  query: Pick<CompiledQuery, 'sql' | 'parameters'>,
): Promise<string[]> {
  await superuser.query(`create temp view examined as ${withLiterals(query)}`);
  const { rows: rules } = await superuser.query<{ tree: string }>(
    `select ev_action as tree from pg_rewrite where ev_class = 'pg_temp.examined'::regclass`,
  );
  await superuser.query('drop view examined');
  const conditions = joinTrees(rules[0]?.tree ?? '').join('\n');
  const { rows } = await superuser.query<{ name: string }>(
    `select distinct p.oid::regprocedure::text as name from pg_proc p
    left join pg_operator o on o.oprcode = p.oid
    where not p.proleakproof and p.pronargs > 0
      and (o.oid = any($1::oid[]) or p.oid = any($2::oid[])) order by 1`,
    [
      oids(conditions, /:opno (\d+)/g, /:opnos \(o ([\d ]+)\)/g),
      oids(conditions, /:funcid (\d+)/g),
    ],
  );
  return rows.map((row) => row.name);
}

/** Parameters become literals, whose type Postgres finds as it finds theirs. */
function withLiterals({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): string {
  return sql.replaceAll(/\$(\d+)/g, (_match, place: string) => {
    const value = parameters[Number(place) - 1];
    const text = value instanceof Date ? value.toISOString() : String(value);
    return `'${text.replaceAll("'", "''")}'`;
  });
}

function oids(text: string, ...patterns: RegExp[]): string[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => (match[1] ?? '').split(' ')),
  );
}

/** Where a query reads, joins and filters, without what it returns: each `:jointree` with all that it holds. */
function joinTrees(tree: string): string[] {
  return [...tree.matchAll(/:jointree /g)].map(({ index }) => {
    const start = tree.indexOf('{', index);
    let depth = 0;
    for (let place = start; place < tree.length; place += 1) {
      if (tree[place] === '\\') place += 1;
      else if (tree[place] === '{') depth += 1;
      else if (tree[place] === '}' && --depth === 0) return tree.slice(start, place + 1);
    }
    return tree.slice(start);
  });
}
