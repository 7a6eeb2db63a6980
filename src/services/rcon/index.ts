/**
 * Commands for the console of game servers: Minecraft, and servers of Source games.
 *
 * @module
 */
import * as rcon from './methods.js';

export * from './methods.js';
export default rcon;
