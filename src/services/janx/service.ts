import { service } from '../../core/definition/service.js';
import * as methods from './public.js';

export default service({
  name: 'janx',
  title: 'Janx',
  category: 'Data and scripting',
  summary: 'Data as Janx and back: JSON with bytes that are not Base64',
  callOptions: ['timeout'],
  regions: { Public: methods },
});
