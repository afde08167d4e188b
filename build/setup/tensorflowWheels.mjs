// The wheels that carry TensorFlow's library and, for the GPU build, its CUDA parts, with their checksums.

const HEADERS =
  /^tensorflow\/(include\/(tensorflow\/c\/|tsl\/c\/|(tensorflow\/core|tsl)\/platform\/ctstring).*\.h)$/
const LIBRARIES = /^tensorflow\/(libtensorflow_(cc|framework)\.so\.2)$/
const LICENSES = /^(tensorflow\/THIRD_PARTY_NOTICES\.txt)$/

/** Maps a name in TensorFlow's wheel to a path below `deps`; undefined leaves the file out. */
function takeTensorflow(name) {
  const library = LIBRARIES.exec(name)?.[1]
  if (library) return `lib/${library}`
  return (HEADERS.exec(name) ?? LICENSES.exec(name))?.[1]?.replace(/^tensorflow\//, '')
}

const version = '2.15.1'

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
}

/** Every CUDA library lies beside TensorFlow's own: all of them look for each other in their own folder first. */
const takeCuda = (packageName, pattern) => (name) => {
  // Under which NVIDIA lets it be passed on: it goes into the package's list.
  if (/^nvidia_\w+-[\d.]+\.dist-info\/License\.txt$/.test(name)) return `licences/${packageName}.txt`
  const library = /^nvidia\/\w+\/lib\/([^/]+)$/.exec(name)?.[1]
  return library && pattern.test(library) ? `lib/${library}` : undefined
}

const cuda = (name, version, sha256, pattern) => ({ name, version, sha256, take: takeCuda(name, pattern) })

/**
 * What TensorFlow 2.15.1 names in its extra `and-cuda`, less what it loads only to profile, to compile with XLA or to
 * use several GPUs (cupti, nvcc, nccl) or not at all (curand).
 */
export const cudaWheels = [
  cuda(
    'nvidia-cublas-cu12',
    '12.2.5.6',
    'f448d8db463f9a2c7dd9a1e607c0961d3e95f825b86839c5882f7d073d406df0',
    /^libcublas(Lt)?\.so/,
  ),
  cuda(
    'nvidia-cuda-nvrtc-cu12',
    '12.2.140',
    'b1cdcae6443cb7cdcfb5d1bf51896a148c9f82f9e65b27db9ab095eaed689aa7',
    /^libnvrtc/,
  ),
  cuda(
    'nvidia-cuda-runtime-cu12',
    '12.2.140',
    'acb9cb7e44594a3512533497ea790d9f0b0e399abcc888584c157d1ffa080e41',
    /^libcudart\.so/,
  ),
  cuda(
    'nvidia-cudnn-cu12',
    '8.9.4.25',
    '9f882d5b11753c566fd32427839089eb4f8ba7a58c28446ad359e32c40229723',
    /^libcudnn(_(cnn|ops)_(infer|train))?\.so/,
  ),
  cuda(
    'nvidia-cufft-cu12',
    '11.0.8.103',
    '72e961e578f9be9e316ccb4db8652c421dd0b57442624faa71061d452f449a67',
    /^libcufft\.so/,
  ),
  cuda(
    'nvidia-cusolver-cu12',
    '11.5.2.141',
    '5a85c4653ce34339a5688137f494a0f903e0f0532418550998167f00844161da',
    /^libcusolver\.so/,
  ),
  cuda(
    'nvidia-cusparse-cu12',
    '12.1.2.141',
    '4e13d6a51d2303dcb2a023ba09546811161f0334fc64e13689397bbd3b1eb126',
    /^libcusparse\.so/,
  ),
  cuda(
    'nvidia-nvjitlink-cu12',
    '12.2.140',
    '95635cafbf9f96c38bea5200ab145a2e6aefbb5405e0b04c1e4ba54df2d84ec9',
    /^libnvJitLink\.so/,
  ),
]
