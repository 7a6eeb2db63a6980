import { service } from '../../core/definition/service.js';
import * as atom from './atom.js';
import * as rss from './rss.js';

export default service({
  name: 'rss',
  title: 'RSS',
  category: 'Data and scripting',
  summary: 'Feeds in RSS and Atom: created, and parsed even if they are broken',
  callOptions: ['timeout'],
  regions: { 'RSS methods': rss, 'Atom methods': atom },
});
