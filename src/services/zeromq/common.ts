import * as makers from '../../core/connection/methods.js';
import { spec } from './spec.js';

/**
 * Returns the logging settings for a connection or a port: in memory, in a file or both.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the last events of an open connection or port that logs in memory.
 *
 * @returns `logs`, oldest first, or one text.
 */
export const getLog = makers.getLog(spec);
