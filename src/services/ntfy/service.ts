import { service } from '../../core/definition/service.js';
import * as management from './management.js';
import * as obtaining from './obtaining.js';
import * as publication from './publication.js';
import { request } from './wire.js';

export default service({
  name: 'ntfy',
  title: 'ntfy',
  category: 'Messaging',
  summary: 'Push notifications through ntfy.sh or your own ntfy server: publish, read, subscribe',
  regions: { Publication: publication, Obtaining: obtaining, Management: management },
  request,
});
