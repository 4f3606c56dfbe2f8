# SPDX-License-Identifier: Apache-2.0
"""Files are decoded before they are published, and named by their content alone."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from central.publish import media, strict
from central.publish.county import County
from central.publish.errors import FileUnreadable, MediaUnfit, ProbeMissing
from contract.content import Line, MediaType
from contract.tenant import media_path
from tests.central.publish.conftest import COMMUNITY, Terminal, picture

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def film(file: Path, *options: str, size: str = "160x90", seconds: float = 1.0) -> Path:
    source = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=10:duration={seconds}"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *source, *options, str(file)], check=True)
    return file


H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def test_pictures_are_read(tmp_path: Path):
    assert media.inspect(picture(tmp_path / "a.png"), "a") == media.Looks(MediaType.PNG, 40, 30)
    assert media.inspect(picture(tmp_path / "b.jpg"), "b") == media.Looks(MediaType.JPEG, 40, 30)
    picture(tmp_path / "c.png").rename(tmp_path / "c.mp4")  # the content counts, not the name
    assert media.inspect(tmp_path / "c.mp4", "c").media_type is MediaType.PNG


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"#EXTM3U\nhttp://x/a.ts",
     b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff" + bytes(99), bytes(1000)],
)  # fmt: skip
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes):
    file = tmp_path / "x.png"
    file.write_bytes(data)
    with pytest.raises(MediaUnfit):
        media.inspect(file, "x.png")


def test_half_a_picture_is_refused(tmp_path: Path):
    file = picture(tmp_path / "a.png", size=(400, 400))
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(MediaUnfit):
        media.inspect(file, "a")
    Image.effect_noise((300, 300), 50).save(tmp_path / "b.jpg")
    data = (tmp_path / "b.jpg").read_bytes()
    (tmp_path / "b.jpg").write_bytes(data[: len(data) // 2])
    with pytest.raises(MediaUnfit):
        media.inspect(tmp_path / "b.jpg", "b")


def test_a_picture_that_unpacks_to_too_much_is_refused(tmp_path: Path):
    Image.new("1", (8192, 8192)).save(tmp_path / "bomb.png")
    Image.new("1", (9000, 10)).save(tmp_path / "wide.png")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "huge.png")
    for name in ("bomb.png", "wide.png", "huge.png"):
        with pytest.raises(MediaUnfit):
            media.inspect(tmp_path / name, name)


def test_a_photo_that_would_lie_on_its_side_is_refused(tmp_path: Path):
    image = Image.new("RGB", (40, 30))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    with pytest.raises(MediaUnfit):
        media.inspect(tmp_path / "a.jpg", "a.jpg")


@needs_ffmpeg
def test_films_are_read(tmp_path: Path):
    assert media.inspect(film(tmp_path / "a.mp4", *H264), "a") == media.Looks(MediaType.MP4, 160, 90, 1.0)
    looks = media.inspect(film(tmp_path / "b.webm", "-c:v", "libvpx"), "b")
    assert (looks.media_type, looks.width, looks.height) == (MediaType.WEBM, 160, 90)
    upright = film(tmp_path / "c.mp4", *H264, size="1080x1920", seconds=0.2)
    assert media.inspect(upright, "c").height == 1920


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "options", "size"),
    [
        ("mpeg4.mp4", ("-c:v", "mpeg4"), "160x90"),
        ("ten-bit.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv420p10le"), "160x90"),
        ("444.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv444p"), "160x90"),
        ("large.mp4", H264, "2560x1440"),
        ("film.avi", H264, "160x90"),
        ("film.mov", H264, "160x90"),
        ("film.mkv", H264, "160x90"),
    ],
)
def test_films_that_players_do_not_take_are_refused(tmp_path: Path, name: str, options: tuple[str, ...], size: str):
    with pytest.raises(MediaUnfit):
        media.inspect(film(tmp_path / name, *options, size=size, seconds=0.5), name)


@needs_ffmpeg
def test_half_a_film_is_refused(tmp_path: Path):
    file = film(tmp_path / "a.mp4", *H264, "-movflags", "+faststart", "-g", "2", seconds=4.0)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(MediaUnfit):
        media.inspect(file, "a.mp4")
    whole = film(tmp_path / "b.mp4", *H264)
    whole.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(MediaUnfit):
        media.inspect(whole, "b.mp4")


@needs_ffmpeg
def test_without_ffprobe_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = film(tmp_path / "a.mp4", *H264)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProbeMissing, match="ffmpeg"):
        media.inspect(file, "a.mp4")


def test_a_file_that_is_not_there(county: County, tmp_path: Path):
    with pytest.raises(FileUnreadable):
        county.add_media(COMMUNITY, tmp_path / "nothing.png")
    with pytest.raises(FileUnreadable):
        county.add_media(COMMUNITY, tmp_path)


def test_names_never_collide_and_are_never_paths(county: County, terminal: Terminal, tmp_path: Path):
    names = ["海报.png", "通知.png", "a" * 200 + ".png", "%2e%2e.png", "名 字\u202egnp.png", "*?[x].png"]
    files = [picture(tmp_path / name, size=(10 + number, 10)) for number, name in enumerate(names)]
    (tmp_path / "again").mkdir()
    files.append(picture(tmp_path / "again" / "海报.png", size=(99, 10)))
    added = [county.add_media(COMMUNITY, file) for file in files]
    assert len({one.sha256 for one in added}) == len(files)
    county.publish(COMMUNITY)
    assert [one.name.zh for one in added].count("海报.png") == 2
    for one, file in zip(added, files, strict=True):
        assert terminal.read(media_path(COMMUNITY, one.sha256)) == file.read_bytes()
    published = [file for file in (county.site / "targets").rglob("*") if file.is_file()]
    assert all(file.name.isascii() and len(file.name) < 140 for file in published)


def test_the_same_content_is_kept_once(county: County, tmp_path: Path):
    first = county.add_media(COMMUNITY, picture(tmp_path / "a.png"))
    second = county.add_media(COMMUNITY, picture(tmp_path / "b.png"), Line(zh="另一个名字"))
    assert first.sha256 == second.sha256
    assert [one.name.zh for one in county.draft(COMMUNITY).media] == ["另一个名字"]


@given(st.text(max_size=400))
def test_any_file_name_gives_a_name_that_can_be_shown(original: str):
    name = media.display_name(original)
    assert strict.parse({"zh": name}, Line, "name").zh == name
    assert "/" not in name
    assert "\\" not in name
