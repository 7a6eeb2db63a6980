import { service } from '../../core/definition/service.js';
import * as common from './common.js';
import * as connections from './grpc-connections.js';
import * as processing from './grpc-processing.js';
import * as streams from './grpc-streams.js';

export default service({
  name: 'clickhouse',
  title: 'ClickHouse',
  category: 'Databases',
  summary: 'Queries and inserts of ClickHouse over HTTP and gRPC: any format, streamed',
  regions: {
    'Common methods': common,
    gRPC: { ...connections, ...streams, ...processing },
  },
});
