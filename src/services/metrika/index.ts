/**
 * Counters, tags and operations of Yandex Metrica.
 *
 * @module
 */
import {
  actions,
  counters,
  getCounterFilterStructure,
  getCounterStructure,
  getCountersList,
} from './counters.js';
import { tags } from './tags.js';

const separate = { getCountersList, getCounterStructure, getCounterFilterStructure };

// Typed by name, so that the published types have the docstrings.
const metrika: typeof tags & typeof counters & typeof separate & typeof actions = {
  ...tags,
  ...counters,
  ...separate,
  ...actions,
};
export default metrika;
