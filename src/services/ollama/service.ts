import { service } from '../../core/definition/service.js';
import * as blobs from './blobs.js';
import * as models from './models.js';
import * as requests from './requests.js';
import { request } from './wire.js';

export default service({
  name: 'ollama',
  title: 'Ollama',
  category: 'AI',
  summary: 'Chat, embeddings and models on your own Ollama server',
  regions: {
    'Requests processing': requests,
    'Models management': models,
    'Working with blob': blobs,
  },
  request,
});
