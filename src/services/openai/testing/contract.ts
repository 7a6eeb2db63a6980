import type { Differences } from '../../../../test/support/reach.js';

export const differences: Differences = {
  token: {
    why: 'your own server often needs no token: it may be left out, and then none is sent',
    methods: /./,
    differs: { required: false, default: '' },
  },
  type: {
    why: 'an audio file’s name has its type; the reference’s audio/mpeg is only the last resort',
    methods: /^CreateTranscription$/,
    differs: { default: undefined },
  },
  file: {
    why: 'besides a file ID it accepts the image itself: a path, a URL or bytes',
    methods: /^GetImageMessageStructure$/,
    differs: { kind: 'bytes' },
  },
};

/** The rest of OpenAI's protocol. */
/** Options that the reference does not have. */
export const further: readonly string[] = ['system', 'temperature', 'max-tokens'];

export const beyond: readonly string[] = [
  'CreateTranslation',
  'GetModel',
  'DeleteModel',
  'CreateResponse',
  'GetStoredResponse',
  'DeleteStoredResponse',
  'CancelResponse',
  'ListResponseInputItems',
  'EditImage',
  'CreateImageVariation',
  'CreateCompletion',
  'CreateModeration',
  'UploadLargeFile',
  'CreateUpload',
  'AddUploadPart',
  'CompleteUpload',
  'CancelUpload',
  'CreateBatch',
  'GetBatch',
  'CancelBatch',
  'ListBatches',
  'CreateVectorStore',
  'GetVectorStore',
  'ListVectorStores',
  'UpdateVectorStore',
  'DeleteVectorStore',
  'AddVectorStoreFile',
  'GetVectorStoreFile',
  'ListVectorStoreFiles',
  'DeleteVectorStoreFile',
  'SearchVectorStore',
];
