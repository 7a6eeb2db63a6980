/**
 * Queries and inserts of ClickHouse over HTTP and gRPC, in any format, streamed.
 *
 * @module
 */
import * as clickhouse from './methods.js';

export * from './methods.js';
export default clickhouse;
