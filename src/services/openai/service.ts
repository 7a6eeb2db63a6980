import { service } from '../../core/definition/service.js';
import * as assistants from './assistants.js';
import * as audio from './audio.js';
import * as batches from './batches.js';
import * as completions from './completions.js';
import * as files from './files.js';
import * as images from './images.js';
import * as models from './models.js';
import * as moderations from './moderations.js';
import * as requests from './requests.js';
import * as responses from './responses.js';
import * as uploads from './uploads.js';
import * as vectorStores from './vector-stores.js';
import { request } from './wire.js';

export default service({
  name: 'openai',
  title: 'OpenAI',
  category: 'AI',
  summary: 'Chat with images, files, audio and embeddings on any OpenAI-compatible server',
  regions: {
    'Requests processing': requests,
    Assistants: assistants,
    'File management': files,
    'Audio processing': audio,
    'Models management': models,
    // Regions the reference does not have.
    Responses: responses,
    Images: images,
    Completions: completions,
    Moderation: moderations,
    'Uploads in parts': uploads,
    Batches: batches,
    'Vector stores': vectorStores,
  },
  request,
});
