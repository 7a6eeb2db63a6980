/** What to do about an error code of Google Drive. */
export const hints = {
  appNotAuthorizedToFile:
    'The application of the token has access only to its own files. Get a token with the scope https://www.googleapis.com/auth/drive.',
  cannotCopyFile: 'Google Drive does not copy folders, or the owner does not allow copies.',
  cannotDownloadAbusiveFile:
    'Google found malware or spam in the file. Its owner can download it in the browser.',
  cannotDownloadFile: 'The owner does not allow downloads of this file.',
  exportSizeLimitExceeded:
    'Google exports up to 10 MB. Choose a smaller format, or split the document.',
  fileNotDownloadable: 'Only files with content can be downloaded, not forms, sites and maps.',
  fileNotExportable: 'Google does not export this document in this format. Choose another one.',
  storageQuotaExceeded:
    'The storage is full. A service account has none of its own: upload to a shared drive.',
  teamDriveFileLimitExceeded: 'The shared drive is full: it has the maximum number of items.',
  numChildrenInNonRootLimitExceeded: 'The folder is full: use another one.',
  activeItemCreationLimitExceeded: 'The account has created the maximum number of items.',
  domainPolicy: 'The administrator of the domain does not allow apps to access Google Drive.',
  uploadTooLarge: 'The file is larger than Google Drive accepts.',
};
