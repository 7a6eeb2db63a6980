import type { PackageSet } from '../packages/package-set.js';

/** The parser of .proto files. Without them, the schema comes from the server. */
export const driver = {
  name: 'grpc',
  packages: { protobufjs: '^8.8.1' },
} satisfies PackageSet;
