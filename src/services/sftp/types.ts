/** What is known of a file or folder. */
export interface RemoteObject {
  name: string;
  /** As it was asked for: with the folder that was named. */
  path: string;
  /** Without its dot; empty where there is none. */
  extension: string;
  is_directory: boolean;
  is_symlink: boolean;
  /** In bytes. */
  size: number;
  /** Type and rights as octal digits: `100644`. */
  permissions: string;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  accessed: number;
  modified: number;
  /** What is in a folder, where that was asked for. */
  objects?: RemoteObject[];
}

/** The objects of a folder. */
export interface ObjectList {
  result: true;
  data: RemoteObject[];
}

/** What is known of one file or folder. */
export interface FileInformation {
  result: true;
  data: RemoteObject;
}

/** It is done. */
export interface Done {
  result: true;
}

export interface CurrentDirectory {
  result: true;
  path: string;
}

/** What of a folder was left out, and why. */
export interface Skipped {
  path: string;
  why: string;
}

/** A file, or the files of a folder, are on the server. */
export interface Uploaded {
  result: true;
  bytes: number;
  /** Where the file is on the server. */
  path: string;
  /** For a folder: how many files, and what was left out. */
  files?: number;
  skipped?: Skipped[];
}

/** A file, or the files of a folder, are on disk. */
export interface Saved {
  result: true;
  bytes: number;
  filepath: string;
  /** For a folder: how many files, and what was left out. */
  files?: number;
  skipped?: Skipped[];
}
