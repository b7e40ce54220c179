"""platforms: the addresses under which a platform shows one item are one address."""

from __future__ import annotations

import pytest

from tests.rules.shipped import canonical

VIDEO = "https://youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "text",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=x",
        "youtu.be/dQw4w9WgXcQ/",
        "https://m.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=3s",
        "https://youtube.com/shorts/dQw4w9WgXcQ?feature=share",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0",
        "https://youtube.com/live/dQw4w9WgXcQ",
        "https://youtube.com/v/dQw4w9WgXcQ&hl=en",
        "https://music.youtube.com/watch/?v=dQw4w9WgXcQ#t=1",
    ],
)
def test_a_youtube_video_is_its_id(text: str):
    assert canonical(text) == VIDEO


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/playlist?list=PL1",
        "/embed/videoseries?list=PL1",
        "/embed/live_stream",
        "/@Name",
        "/shorts",
        "/watch",
        "/channel/UC1",
        "/post/Ug1",
        "/watch?list=PL1",
    ],
)
def test_other_youtube_pages_stay(path: str):
    assert canonical(f"https://youtube.com{path}") == f"https://youtube.com{path}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://twitter.com/SomeOne/status/123", "/someone/status/123"),
        ("https://x.com/SomeOne/statuses/123/photo/1?s=20", "/someone/status/123"),
        ("https://mobile.twitter.com/SomeOne/status/123/", "/someone/status/123"),
        ("https://x.com/i/web/status/123", "/i/status/123"),
        ("https://x.com/i/status/123", "/i/status/123"),
        ("https://x.com/SomeOne", "/someone"),
        ("https://x.com/SomeOne/", "/someone"),
        ("https://x.com/i/events/AbC", "/i/events/AbC"),
        ("https://x.com/SomeOne/status/abc", "/SomeOne/status/abc"),
    ],
)
def test_a_post_on_x_has_one_address(text: str, expected: str):
    assert canonical(text) == f"https://x.com{expected}"


def test_a_sub_host_of_x_is_not_rewritten():
    assert canonical("https://pbs.twimg.com/Media") == "https://pbs.twimg.com/Media"


@pytest.mark.parametrize(
    "text",
    [
        "https://redd.it/1abC2",
        "https://old.reddit.com/r/Pics/comments/1abC2/a_slug/?context=3",
        "https://www.reddit.com/comments/1abC2",
        "https://reddit.com/r/Pics/comments/1abC2",
        "https://np.reddit.com/comments/1abC2/a_slug",
        "https://reddit.com/user/Name/comments/1abC2/a_slug/",
    ],
)
def test_a_reddit_post_is_its_id(text: str):
    assert canonical(text) == "https://reddit.com/comments/1abC2"


@pytest.mark.parametrize(
    "text",
    [
        "https://www.reddit.com/r/Pics/comments/1abC2/a_slug/k9x/",
        "https://reddit.com/r/Pics/comments/1abC2/comment/k9x/",
        "https://reddit.com/comments/1abC2/_/k9x",
        "https://reddit.com/comments/1abC2/comment/k9x",
    ],
)
def test_a_reddit_comment_keeps_its_post(text: str):
    assert canonical(text) == "https://reddit.com/comments/1abC2/comment/k9x"


@pytest.mark.parametrize(
    "text",
    [
        "https://reddit.com/r/Pics",
        "https://i.redd.it/AbC.jpg",
        "https://v.redd.it/AbC",
        "https://reddit.com/r/Pics/s/AbC",
        "https://reddit.com/gallery/1abC2",
        "https://redd.it/",
    ],
)
def test_other_reddit_pages_stay(text: str):
    assert canonical(text) == text


@pytest.mark.parametrize(
    "path",
    [
        "/p/AbC_-1",
        "/reel/AbC_-1/",
        "/reels/AbC_-1?igsh=x",
        "/tv/AbC_-1",
        "/Some.One/p/AbC_-1",
        "/some_one/reel/AbC_-1/",
        "/someone/reels/AbC_-1",
        "/someone/tv/AbC_-1",
    ],
)
def test_an_instagram_post_is_its_id(path: str):
    assert canonical(f"https://www.instagram.com{path}") == "https://instagram.com/p/AbC_-1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/Some.One/", "/some.one"),
        ("/share/reel/AbC", "/share/reel/AbC"),
        ("/share/p/AbC", "/share/p/AbC"),
        ("/reels/audio/12", "/reels/audio/12"),
        ("/stories/Name/12", "/stories/Name/12"),
        ("/p", "/p"),
    ],
)
def test_other_instagram_pages(path: str, expected: str):
    assert canonical(f"https://instagr.am{path}") == f"https://instagram.com{expected}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/@Some.One/video/12?lang=en", "/@some.one/video/12"),
        ("/@SomeOne/photo/12/", "/@someone/photo/12"),
        ("/@SomeOne", "/@SomeOne"),
        ("/tag/AbC", "/tag/AbC"),
        ("/@SomeOne/live", "/@SomeOne/live"),
    ],
)
def test_a_tiktok_item_has_a_small_handle(path: str, expected: str):
    assert canonical(f"https://m.tiktok.com{path}") == f"https://tiktok.com{expected}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/s/SomeName/12", "/somename/12"),
        ("/SomeName/12?single", "/somename/12"),
        ("/SomeName/12?comment=3", "/somename/12?comment=3"),
        ("/+AbC", "/+AbC"),
        ("/joinchat/AbC", "/joinchat/AbC"),
        ("/joinchat/12", "/joinchat/12"),
        ("/c/12/34", "/c/12/34"),
        ("/c/12", "/c/12"),
        ("/SomeName", "/SomeName"),
    ],
)
def test_a_telegram_post_has_one_address(path: str, expected: str):
    assert canonical(f"https://telegram.me{path}") == f"https://t.me{expected}"


@pytest.mark.parametrize(
    "text",
    [
        "https://www.pornhub.com/embed/AbC1",
        "https://de.pornhub.com/view_video.php?viewkey=AbC1&t=3",
        "https://pornhub.org/embed/AbC1?x=1",
    ],
)
def test_a_pornhub_video_is_its_key(text: str):
    assert canonical(text) == "https://pornhub.com/view_video.php?viewkey=AbC1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://player.vimeo.com/video/12", "https://vimeo.com/12"),
        ("https://player.vimeo.com/video/12?h=abc&autoplay=1", "https://vimeo.com/12?h=abc&autoplay=1"),
        ("https://vimeo.com/12/abc", "https://vimeo.com/12/abc"),
        ("https://player.vimeo.com/external/12", "https://player.vimeo.com/external/12"),
    ],
)
def test_a_vimeo_player_is_its_video(text: str, expected: str):
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://mega.nz/#!AbC!Key_-1", "https://mega.nz/file/AbC#Key_-1"),
        ("https://mega.co.nz/#F!AbC!Key", "https://mega.nz/folder/AbC#Key"),
        ("https://mega.nz/#!AbC", "https://mega.nz/file/AbC"),
        ("https://mega.nz/file/AbC#!x", "https://mega.nz/file/AbC#!x"),
        ("https://mega.nz/#login", "https://mega.nz/#login"),
    ],
)
def test_an_old_mega_link_is_the_new_one(text: str, expected: str):
    assert canonical(text) == expected


def test_a_port_survives_a_rewrite():
    assert canonical("https://youtube.com:8443/shorts/AbC") == "https://youtube.com:8443/watch?v=AbC"
