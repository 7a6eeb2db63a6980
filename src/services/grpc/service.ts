import { service } from '../../core/definition/service.js';
import { driver } from '../../core/grpc/packages.js';
import * as calls from './calls.js';
import * as common from './common.js';
import * as introspection from './introspection.js';
import * as streaming from './streaming.js';

export default service({
  name: 'grpc',
  title: 'gRPC',
  category: 'Servers and protocols',
  summary: 'Methods of gRPC servers, by reflection or .proto files: calls and streams of all kinds',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: {
    'Common methods': common,
    Introspection: introspection,
    Streaming: streaming,
    'One-shot calls': calls,
  },
});
