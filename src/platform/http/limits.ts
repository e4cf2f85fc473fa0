import type { ServerOptions } from 'node:http';
import { AppError } from '../errors.ts';

/** What one request may be and take. docs/api-limits.md tells integrators; a test holds the two together. */
export const requestLimits = {
  /** Path and query together. */
  maxUrlBytes: 8_192,
  maxQueryParameters: 50,
  /** All headers together; Node answers 431 to more. */
  maxHeaderBytes: 16_384,
  /** JSON bodies, unless a route says otherwise. */
  maxBodyBytes: 1024 * 1024,
  /** A route without a body takes "{}" too, which clients send rather than nothing. */
  maxEmptyBodyBytes: 1_024,
  maxJsonDepth: 20,
  /** From the first byte of a request until its headers, and until its last byte, have come; then 408. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  /** How often slow senders are looked for. */
  connectionsCheckMs: 2_000,
  /** A connection without a request; longer than what stands before us keeps it, or answers get lost. */
  keepAliveTimeoutMs: 75_000,
  /** The work of one request of somebody signed in, waiting included, unless a route says otherwise. */
  maxWorkMs: 25_000,
  /** Requests of one session that one process works on at once; more of them wait for their turn. */
  maxAtOncePerSession: 10,
} as const;

/** The same for Node's server, which holds what comes before a request can be read. */
export const serverLimits: ServerOptions = {
  maxHeaderSize: requestLimits.maxHeaderBytes,
  headersTimeout: requestLimits.headersTimeoutMs,
  requestTimeout: requestLimits.requestTimeoutMs,
  connectionsCheckingInterval: requestLimits.connectionsCheckMs,
  keepAliveTimeout: requestLimits.keepAliveTimeoutMs,
};

/** Throws 414 `url_too_long`. */
export function assertUrlLength(url: string): void {
  const { pathname, search } = new URL(url);
  if (pathname.length + search.length <= requestLimits.maxUrlBytes) return;
  const most = `The address must have at most ${requestLimits.maxUrlBytes} bytes.`;
  throw new AppError('url_too_long', 414, most);
}

/** Throws 400 `too_many_parameters`. */
export function assertParameterCount(count: number): void {
  if (count <= requestLimits.maxQueryParameters) return;
  const most = `A query takes at most ${requestLimits.maxQueryParameters} parameters.`;
  throw new AppError('too_many_parameters', 400, most);
}
