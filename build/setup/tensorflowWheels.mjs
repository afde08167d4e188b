// The wheels that carry TensorFlow's library and, for the GPU build, its CUDA parts, with their checksums.

const HEADERS = /^tensorflow\/(include\/(tensorflow\/c\/|tsl\/c\/|(tensorflow\/core|tsl)\/platform\/ctstring).*\.h)$/;
const LIBRARIES = /^tensorflow\/(libtensorflow_(cc|framework)\.so\.2)$/;
const LICENSES = /^(tensorflow\/THIRD_PARTY_NOTICES\.txt)$/;

/** Maps a name in TensorFlow's wheel to a path below `deps`; undefined leaves the file out. */
function takeTensorflow(name) {
  const library = LIBRARIES.exec(name)?.[1];
  if (library) return `lib/${library}`;
  return (HEADERS.exec(name) ?? LICENSES.exec(name))?.[1]?.replace(/^tensorflow\//, '');
}

const version = '2.15.1';

export const tensorflowWheels = {
  cpu: {
    name: 'tensorflow-cpu',
    version,
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
    take: takeTensorflow,
  },
  gpu: {
    name: 'tensorflow',
    version,
    sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
    take: takeTensorflow,
  },
};

export const cudaWheels = [];
