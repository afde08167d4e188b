# The peers of augment.bench.ts, one core: Keras' ImageDataGenerator (picture only) and albumentations (picture, mask, boxes).
import json
import os
import sys
import time

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np
import cv2

cv2.setNumThreads(1)
import albumentations as A
from keras_preprocessing.image import ImageDataGenerator

size, tiles = 256, int(sys.argv[1])
rng = np.random.default_rng(1)
image = rng.integers(0, 255, (size, size, 3), dtype=np.uint8)
mask = np.zeros((size, size), np.uint8)
mask[:, 100:140] = 1
boxes = np.array([[10, 10, 40, 30], [100, 0, 140, 256], [200, 220, 230, 250]], np.float32)

generator = ImageDataGenerator(
    featurewise_center=True, featurewise_std_normalization=True, rotation_range=180, width_shift_range=0.125,
    height_shift_range=0.125, shear_range=10, zoom_range=0.2, channel_shift_range=12, horizontal_flip=True)
generator.mean, generator.std = np.array([110, 110, 100], np.float32), np.array([50, 50, 50], np.float32)


def keras():
    generator.standardize(generator.random_transform(image.astype(np.float32)))


def album(steps):
    compose = A.Compose(steps, bbox_params=A.BboxParams(format="pascal_voc", label_fields=["classes"]))
    return lambda: compose(image=image, mask=mask, bboxes=boxes, classes=[0, 0, 0])


normalize = A.Normalize(mean=(0.43, 0.43, 0.39), std=(0.2, 0.2, 0.2))
affine = A.Affine(rotate=(-180, 180), shear=(-10, 10), scale=(0.67, 1.5), translate_percent=(-0.125, 0.125), p=1)
everything = [
    affine, A.HorizontalFlip(p=0.5), A.GaussianBlur(sigma_limit=(0.1, 1.5), blur_limit=0, p=0.87), A.RandomCrop(227, 227),
    A.HueSaturationValue(hue_shift_limit=0, p=1), A.RandomGamma(gamma_limit=(25, 400), p=1),
    A.GaussNoise(std_range=(0, 8 / 255), p=1), A.SaltAndPepper(amount=(0.001, 0.01), p=1), normalize]
usual = [
    A.Affine(scale=(0.8, 1.25), translate_percent=(-0.125, 0.125), p=0.7), A.D4(p=1),
    A.RandomBrightnessContrast(0.12, 0.3, p=1), A.RGBShift(12, 12, 12, p=1), normalize]


def speed(work):
    for _ in range(10):
        work()
    start = time.process_time()
    for _ in range(tiles):
        work()
    return tiles / (time.process_time() - start)


print(json.dumps({
    "versions": {"albumentations": A.__version__, "keras_preprocessing": "1.1.2"},
    "keras": speed(keras), "all": speed(album(everything)), "usual": speed(album(usual))}))
