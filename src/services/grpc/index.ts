/**
 * Methods of gRPC servers, by reflection or .proto files: calls and streams of all kinds.
 *
 * @module
 */
import * as grpc from './methods.js';

export * from './methods.js';
export default grpc;
