/** The argument with which the command line becomes the process of a `RemoteDatabase`. */
export const SERVE = '__sqlite';
