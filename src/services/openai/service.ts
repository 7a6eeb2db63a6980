import { service } from '../../core/service.js';
import * as assistants from './assistants.js';
import * as audio from './audio.js';
import * as files from './files.js';
import * as models from './models.js';
import * as requests from './requests.js';

export default service({
  name: 'openai',
  title: 'OpenAI',
  summary: 'Chat with pictures, files, audio and embeddings on any OpenAI-compatible server',
  regions: {
    'Requests processing': requests,
    Assistants: assistants,
    'File management': files,
    'Audio processing': audio,
    'Models management': models,
  },
});
