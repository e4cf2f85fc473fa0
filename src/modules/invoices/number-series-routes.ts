import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { workspaceRoute } from '#modules/workspaces/index.ts';
import type { Route } from '#platform/http/route.ts';
import { checkContinuity } from './continuity.ts';
import { addSeries, changeSeries, listSeries } from './number-series.ts';
import {
  continuitySchema,
  newNumberSeriesSchema,
  numberSeriesChangeSchema,
  numberSeriesListSchema,
  numberSeriesSchema,
} from './schema.ts';

const params = z.strictObject({ seriesId: id });

export const numberSeriesRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/number-series',
    permission: 'invoices.read',
    summary: 'Lists the number series, the default one first',
    response: numberSeriesListSchema,
    async handle(tx, _actor, _input, context) {
      return { json: { items: await listSeries(tx, context.now()) } };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/number-series',
    permission: 'number-series.change',
    summary: 'Adds a number series',
    body: newNumberSeriesSchema,
    status: 201,
    response: numberSeriesSchema,
    async handle(tx, actor, { body }, context) {
      return { json: await addSeries(tx, actor, body, context.now()) };
    },
  }),
  workspaceRoute({
    method: 'patch',
    path: '/number-series/:seriesId',
    permission: 'number-series.change',
    summary: 'Changes a number series for the invoices to come',
    params,
    body: numberSeriesChangeSchema,
    response: numberSeriesSchema,
    async handle(tx, actor, { params, body }, context) {
      return { json: await changeSeries(tx, actor, params.seriesId, body, context.now()) };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/number-series/:seriesId/continuity',
    permission: 'invoices.read',
    summary: 'The continuity report: first, last, count and gaps per period',
    params,
    response: continuitySchema,
    async handle(tx, _actor, { params }, context) {
      return { json: await checkContinuity(tx, params.seriesId, context.now()) };
    },
  }),
];
