<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="zh_CN">
<context>
    <name>ClockCard</name>
    <message>
        <source>服务台 %1</source>
        <translation>Service desk %1</translation>
    </message>
</context>
<context>
    <name>EmergencyPage</name>
    <message>
        <source>演练</source>
        <translation>EXERCISE</translation>
    </message>
    <message>
        <source>第%1条，共%2条</source>
        <translation>%1 of %2</translation>
    </message>
    <message>
        <source>到 %1 为止</source>
        <translation>Until %1</translation>
    </message>
</context>
<context>
    <name>Lobby</name>
    <message>
        <source>内容截至%1</source>
        <translation>As of %1</translation>
    </message>
    <message>
        <source>内容截至%1，可能已过时</source>
        <translation>As of %1, may be out of date</translation>
    </message>
    <message>
        <source>自助机</source>
        <translation>Self-service machine</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>邻里大厅屏</source>
        <translation>Linli lobby display</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>全文请到自助机上看</source>
        <translation>Read on at the self-service machine</translation>
    </message>
</context>
<context>
    <name>ServicesCard</name>
    <message>
        <source>今天可以办</source>
        <translation>Can be done today</translation>
    </message>
</context>
<context>
    <name>StandbyCard</name>
    <message>
        <source>欢迎您</source>
        <translation>Welcome</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>县</source>
        <translation>County</translation>
    </message>
    <message>
        <source>街道</source>
        <translation>Street</translation>
    </message>
    <message>
        <source>社区</source>
        <translation>Community</translation>
    </message>
    <message>
        <source>网格</source>
        <translation>Grid</translation>
    </message>
    <message>
        <source>县公告</source>
        <translation>County notice</translation>
    </message>
    <message>
        <source>街道公告</source>
        <translation>Street notice</translation>
    </message>
    <message>
        <source>社区公告</source>
        <translation>Community notice</translation>
    </message>
    <message>
        <source>网格公告</source>
        <translation>Grid notice</translation>
    </message>
</context>
</TS>
