// Stands in for the `debug` package in the bundle: OInt has a --debug of its own.
export default () => Object.assign(() => {}, { enabled: false });
