import type { StreamKind } from '../../core/grpc/open-stream.js';

/** The methods for each kind of call. */
export const INSTEAD: Readonly<Record<StreamKind, string>> = {
  unary: 'ExecuteMethod',
  server: 'ProcessServerStream or InitializeServerStream',
  client: 'ProcessClientStream or InitializeClientStream',
  bidirectional: 'ProcessBidirectionalStream or InitializeBidirectionalStream',
};
