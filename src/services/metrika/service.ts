import { service } from '../../core/definition/service.js';
import {
  actions,
  counters,
  getCounterFilterStructure,
  getCounterStructure,
  getCountersList,
} from './counters.js';
import { tags } from './tags.js';
import { request } from './wire.js';

export default service({
  name: 'metrika',
  title: 'Yandex Metrica',
  category: 'Yandex',
  summary: 'Counters, tags and operations of Yandex Metrica',
  address: 'https://api-metrika.yandex.net',
  regions: {
    'Tags management': tags,
    'Counters management': {
      ...counters,
      getCountersList,
      getCounterStructure,
      getCounterFilterStructure,
    },
    'Actions management': actions,
  },
  request,
});
